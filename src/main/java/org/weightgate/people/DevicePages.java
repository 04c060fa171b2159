package org.weightgate.people;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.weightgate.web.ProblemException;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.Authenticated;

/// Where a person lets a program in, or does not.
@Path("/device")
@Authenticated
@SessionOnly
@Produces(MediaType.TEXT_HTML)
class DevicePages {

    /// Somebody who connects devices needs two tries for each; somebody who guesses needs billions.
    private static final int MOST_TRIES = 30;
    private static final Duration TRIES_COUNT_FOR = Duration.ofMinutes(10);

    private final DeviceLogins logins;
    private final CurrentPerson person;
    private final Attempts attempts;

    DevicePages(DeviceLogins logins, CurrentPerson person, Attempts attempts) {
        this.logins = logins;
        this.person = person;
        this.attempts = attempts;
    }

    @CheckedTemplate(basePath = "people")
    static class Templates {

        static native TemplateInstance deviceCode(String typed, String error);

        static native TemplateInstance deviceConsent(DeviceLogins.Question question, Set<Scope> possible, boolean downloads,
                String error);

        static native TemplateInstance deviceDone(boolean allowed, boolean reads);
    }

    @GET
    public TemplateInstance ask(@RestQuery("user_code") @Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return Templates.deviceCode("", "");
        }
        requireFewTries();
        return UserCode.typed(typed).flatMap(logins::question)
                .map(question -> consent(question, ""))
                .orElseGet(() -> unknown(typed));
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response answer(@RestForm("user_code") @Nullable String typed, @RestForm @Nullable String answer,
            @RestForm @Nullable List<String> scopes) {
        requireFewTries();
        Optional<UserCode> code = UserCode.typed(typed == null ? "" : typed);
        Optional<DeviceLogins.Question> question = code.flatMap(logins::question);
        if (code.isEmpty() || question.isEmpty()) {
            return Response.status(422).entity(unknown(typed == null ? "" : typed)).build();
        }
        if (!"allow".equals(answer)) {
            logins.deny(code.get());
            return decided("denied", true);
        }
        Set<Scope> chosen = Scopes.both(Scopes.of(scopes == null ? List.of() : scopes), possible(question.get()));
        if (chosen.isEmpty()) {
            return Response.status(422).entity(consent(question.get(), "Choose at least one thing, or deny.")).build();
        }
        boolean allowed = logins.allow(code.get(), person.require().id(), chosen);
        return allowed ? decided("allowed", chosen.contains(Scope.READ))
                : Response.status(422).entity(unknown(code.get().toString())).build();
    }

    @GET
    @Path("done")
    public TemplateInstance done(@RestQuery @Nullable String answer, @RestQuery @Nullable String reads) {
        return Templates.deviceDone("allowed".equals(answer), !"no".equals(reads));
    }

    private void requireFewTries() {
        if (!attempts.take("device-code " + person.require().id(), MOST_TRIES, TRIES_COUNT_FOR)) {
            throw new ProblemException(429, "too-many-codes", "You tried too many codes. Wait ten minutes, then start again on"
                    + " the device.").after(TRIES_COUNT_FOR);
        }
    }

    private TemplateInstance consent(DeviceLogins.Question question, String error) {
        Set<Scope> possible = possible(question);
        return Templates.deviceConsent(question, possible, possible.contains(Scope.READ), error);
    }

    private Set<Scope> possible(DeviceLogins.Question question) {
        return Scopes.both(question.asked(), Scopes.within(person.require()));
    }

    private static TemplateInstance unknown(String typed) {
        return Templates.deviceCode(typed,
                "Nothing waits under this code. Check it, or start again on the device: codes live ten minutes.");
    }

    private static Response decided(String answer, boolean reads) {
        return Response.seeOther(URI.create("/device/done?answer=" + answer + (reads ? "" : "&reads=no"))).build();
    }
}
