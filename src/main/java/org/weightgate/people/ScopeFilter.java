package org.weightgate.people;

import java.lang.annotation.Annotation;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.MultivaluedMap;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.PortalUrl;
import org.weightgate.web.ProblemException;

import io.quarkus.security.identity.SecurityIdentity;

/// Holds access tokens to their scopes. What asks for no scope is shut to them, unless anybody may read it.
class ScopeFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final SecurityIdentity identity;
    private final PortalUrl portal;

    ScopeFilter(SecurityIdentity identity, PortalUrl portal) {
        this.identity = identity;
        this.portal = portal;
    }

    @ServerRequestFilter
    void check(ContainerRequestContext request, ResourceInfo resource) {
        Set<Scope> given = identity.getAttribute(TokenIdentity.SCOPES);
        if (given == null || resource.getResourceMethod() == null) {
            return;
        }
        Set<String> models = identity.getAttribute(TokenIdentity.MODELS);
        if (models != null && !isForJob(request, resource, models)) {
            throw new ProblemException(403, "insufficient-scope",
                    "This token is a job's: it downloads " + String.join(", ", models) + " and does nothing else.");
        }
        if (find(resource, SessionOnly.class) != null) {
            throw new ProblemException(403, "session-required", "An access token cannot do this. Sign in with a browser.");
        }
        NeedsScope needed = find(resource, NeedsScope.class);
        if (needed != null) {
            if (Scopes.both(given, Set.of(needed.value())).isEmpty()) {
                throw lacking(portal, needed.value());
            }
            return;
        }
        if (!READING.contains(request.getMethod()) || find(resource, PermitAll.class) == null) {
            throw new ProblemException(403, "insufficient-scope", "An access token cannot do this. Sign in with a browser.");
        }
    }

    static ProblemException lacking(PortalUrl portal, Scope... needed) {
        return new ProblemException(403, "insufficient-scope", "This access token lacks the scope "
                + Arrays.stream(needed).map(scope -> "\"" + scope.word() + "\"").collect(Collectors.joining(" or "))
                + ". Make one that has it at " + portal.to("/tokens"));
    }

    private static boolean isForJob(ContainerRequestContext request, ResourceInfo resource, Set<String> models) {
        MultivaluedMap<String, String> path = request.getUriInfo().getPathParameters();
        String model = path.containsKey("repository") ? path.getFirst("repository")
                : path.getFirst("namespace") + "/" + path.getFirst("name");
        boolean names = path.containsKey("name") || path.containsKey("repository");
        return find(resource, ForJobs.class) != null && (!names || models.contains(model));
    }

    private static <A extends Annotation> @Nullable A find(ResourceInfo resource, Class<A> type) {
        A onMethod = resource.getResourceMethod().getAnnotation(type);
        return onMethod != null ? onMethod : resource.getResourceClass().getAnnotation(type);
    }
}
