package org.weightgate.people;

import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.weightgate.people.KeptTexts.Kept;

import io.quarkus.qute.TemplateInstance;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.ext.web.RoutingContext;

/// Puts what was kept into its form again, on whichever page has it, once its sender is signed in; and forgets it when it was sent.
class SignedOutFilter {

    private static final Pattern PAGE = Pattern.compile("\\s*<!doctype html", Pattern.CASE_INSENSITIVE);

    private final SignedOutForms forms;
    private final SecurityIdentity identity;

    SignedOutFilter(SignedOutForms forms, SecurityIdentity identity) {
        this.forms = forms;
        this.identity = identity;
    }

    @ServerResponseFilter
    void complete(ContainerResponseContext response, RoutingContext context) {
        String method = context.request().method().name();
        boolean sent = "POST".equals(method) && response.getStatus() < 400 && SignedOutForms.isAnyKept(context);
        boolean page = "GET".equals(method) && response.getStatus() == 200 && isPage(response)
                && context.request().getHeader("HX-Request") == null;
        // asking who it is may ask the database: not for what needs no answer, nor where nobody may wait
        if (!(sent || page) || !BlockingOperationControl.isBlockingAllowed() || identity.isAnonymous()) {
            return;
        }
        if (sent) {
            forms.forget(context, identity, context.normalizedPath());
        } else {
            forms.remember(context, identity);
            if (SignedOutForms.isAnyKept(context)) {
                fillIn(response, context);
            }
        }
    }

    private void fillIn(ContainerResponseContext response, RoutingContext context) {
        String html = response.getEntity() instanceof TemplateInstance page ? page.render() : (String) response.getEntity();
        for (Kept kept : forms.all(context, identity)) {
            var filled = new FilledPage(html, context.normalizedPath());
            if (filled.fillIn(kept)) {
                html = filled.html();
            } else if (filled.isPlaceOf(kept) && filled.quote(kept)) {
                html = filled.html();
                forms.forget(context, identity, kept.path());
            }
        }
        response.setEntity(html, new Annotation[0], MediaType.TEXT_HTML_TYPE.withCharset(StandardCharsets.UTF_8.name()));
    }

    /// A page that came inside a response is not written yet, and one that was written by hand has no type yet.
    private static boolean isPage(ContainerResponseContext response) {
        return response.getEntity() instanceof TemplateInstance
                || (response.getEntity() instanceof String text && PAGE.matcher(text).lookingAt());
    }
}
