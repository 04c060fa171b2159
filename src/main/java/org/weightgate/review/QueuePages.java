package org.weightgate.review;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.SessionOnly;
import org.weightgate.review.QueueFilter.After;
import org.weightgate.review.QueueReader.Asked;
import org.weightgate.web.PlainText;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// The queue: its views and the search.
@Path("/review")
@RolesAllowed({ "reviewer", "publisher" })
@SessionOnly
@Produces(MediaType.TEXT_HTML)
public class QueuePages {

    private final CurrentPerson viewer;
    private final QueueReader queue;

    QueuePages(CurrentPerson viewer, QueueReader queue) {
        this.viewer = viewer;
        this.queue = queue;
    }

    @CheckedTemplate(basePath = "review")
    static class Templates {
        static native TemplateInstance queue(QueueView queue);
    }

    @GET
    public TemplateInstance queue(@QueryParam("view") @Nullable String view, @QueryParam("state") @Nullable String state,
            @QueryParam("model") @Nullable String model, @QueryParam("q") @Nullable String words,
            @QueryParam("after") @Nullable String after, @HeaderParam("HX-Request") @Nullable String byScript) {
        return Templates.queue(queue.read(viewer.require(), asked(view == null ? state : view, model, words, after),
                Optional.empty(), byScript != null));
    }

    static Asked asked(@Nullable String view, @Nullable String model, @Nullable String words, @Nullable String after) {
        return new Asked(Tray.named(text(view)).orElse(Tray.WAITING), PlainText.oneLine(text(model)),
                shortened(PlainText.oneLine(text(words))),
                After.parse(text(after)));
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String shortened(String words) {
        int length = words.codePointCount(0, words.length());
        return words.substring(0, words.offsetByCodePoints(0, Math.min(length, SearchWords.LONGEST)));
    }
}
