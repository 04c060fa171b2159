package org.weightgate.catalogue;

import java.net.URI;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.NeedsScope;
import org.weightgate.people.Scope;
import org.weightgate.web.PlainText;
import org.weightgate.web.PortalUrl;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/// Where publishers see their models, open drafts and withdraw releases. The bytes are sent with the command line.
@Path("/publish")
@RolesAllowed("publisher")
@NeedsScope(Scope.PUBLISH)
@Produces(MediaType.TEXT_HTML)
class PublishPages {

    private static final int LONGEST_REASON = 2000;

    private final PublisherReading reading;
    private final CheckDesk checks;
    private final ReleaseDesk desk;
    private final CurrentPerson person;
    private final PortalUrl portal;

    PublishPages(PublisherReading reading, CheckDesk checks, ReleaseDesk desk, CurrentPerson person,
            PortalUrl portal) {
        this.reading = reading;
        this.checks = checks;
        this.desk = desk;
        this.person = person;
        this.portal = portal;
    }

    @CheckedTemplate(basePath = "catalogue")
    static class Templates {
        static native TemplateInstance publish(List<PublisherView> models, PortalUrl portal);

        static native TemplateInstance publishRelease(PublisherRelease release, boolean replaced);

        static native TemplateInstance withdraw(PublisherRelease release, String reason, @Nullable String error);
    }

    @GET
    public TemplateInstance models() {
        return Templates.publish(reading.models(person.require()), portal);
    }

    @GET
    @Path("{namespace}/{name}/{version}")
    public TemplateInstance release(@RestPath String namespace, @RestPath String name, @RestPath String version) {
        return Templates.publishRelease(reading.release(namespace, name, version), false);
    }

    @POST
    @Path("{namespace}/{name}/{version}")
    public Response publish(@RestPath String namespace, @RestPath String name, @RestPath String version,
            @FormParam("manifest") @DefaultValue("") String manifestSha256) {
        if (checks.ask(namespace, name, version, manifestSha256).isEmpty()) {
            return Response.status(409).entity(Templates.publishRelease(reading.release(namespace, name, version), true))
                    .build();
        }
        return back(reading.release(namespace, name, version));
    }

    @GET
    @Path("{namespace}/{name}/{version}/withdraw")
    public TemplateInstance askToWithdraw(@RestPath String namespace, @RestPath String name, @RestPath String version) {
        return Templates.withdraw(reading.release(namespace, name, version), "", null);
    }

    @POST
    @Path("{namespace}/{name}/{version}/withdraw")
    public Response withdraw(@RestPath String namespace, @RestPath String name, @RestPath String version,
            @FormParam("reason") @DefaultValue("") String reason) {
        PublisherRelease release = reading.release(namespace, name, version);
        String typed = PlainText.lines(reason);
        if (typed.isEmpty() || typed.length() > LONGEST_REASON) {
            return Response.status(422).entity(Templates.withdraw(release, reason, typed.isEmpty()
                    ? "Write why: everyone can read it on the model's page."
                    : "Use at most " + LONGEST_REASON + " characters.")).build();
        }
        desk.withdraw(namespace, name, version, typed);
        return back(release);
    }

    private static Response back(PublisherRelease release) {
        return Response.seeOther(URI.create("/publish/" + release.model() + "/" + release.row().version())).build();
    }
}
