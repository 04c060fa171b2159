package org.weightgate.web;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.Problem.FieldError;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// One shape for every error: problem+json for programs, a calm page for people.
@ApplicationScoped
public class ErrorAnswers {

    ErrorAnswers() {
    }

    @CheckedTemplate(basePath = "web")
    static class Templates {

        static native TemplateInstance error(String title, int status, Words detail, List<FieldError> errors, String advice,
                String incident, boolean mayRetry, String here);

        static native TemplateInstance busy(int status, String title, String detail, String here);
    }

    /// What happened, around the address that is part of it; without one all of it is `before`.
    record Words(String before, String link, String after) {

        static Words of(String detail, @Nullable String link) {
            int at = link == null ? -1 : detail.lastIndexOf(link);
            return link == null || at < 0 ? new Words(detail, "", "")
                    : new Words(detail.substring(0, at), link, detail.substring(at + link.length()));
        }
    }

    /// A number the reader can quote and the log knows.
    String newIncident() {
        byte[] id = new byte[5];
        ThreadLocalRandom.current().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    public Response answer(Problem problem, RoutingContext context) {
        boolean json = forProgram(context.request());
        return Response.status(problem.status())
                .type(json ? Problem.MEDIA_TYPE : MediaType.TEXT_HTML + ";charset=UTF-8")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(json ? problem : page(problem, context))
                .build();
    }

    /// A page without a reader: nobody has been asked who they are yet, and nothing that belongs to a request is there.
    String busy(Problem problem, String here) {
        return Templates.busy(problem.status(), problem.title(), Objects.requireNonNullElse(problem.detail(), ""), here)
                .render();
    }

    String page(Problem problem, RoutingContext context) {
        String incident = problem.incident();
        HttpServerRequest request = context.request();
        return Templates.error(problem.title(), problem.status(), Words.of(problem.detail(), problem.link()), problem.errors(),
                Titles.advice(problem.status()), incident == null ? "" : incident, mayRetry(problem.status()),
                here(request)).render();
    }

    static String here(HttpServerRequest request) {
        return "GET".equals(request.method().name()) ? request.uri() : "";
    }

    /// Programs call `/api`, `/oauth` and `/q`, or send a token, ask for JSON or follow a download list, and ask for no page.
    public static boolean forProgram(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "/");
        if (path.startsWith("/api/") || path.startsWith("/oauth/") || path.startsWith("/q/") || path.contains("/resolve/")) {
            return true;
        }
        String accept = Objects.requireNonNullElse(request.getHeader(HttpHeaders.ACCEPT), "").toLowerCase(Locale.ROOT);
        if (accept.contains("text/html")) {
            return false;
        }
        return accept.contains("json") || path.startsWith("/get/") || request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    }

    private static boolean mayRetry(int status) {
        return status == 409 || status == 412 || status == 428 || status >= 500;
    }
}
