package org.weightgate.review;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.weightgate.people.Person;
import org.weightgate.requests.Refusal;
import org.weightgate.requests.Refusals;
import org.weightgate.web.ProblemException;

/// The desk again, saying why something was not done, with what was typed.
@ApplicationScoped
class DeskAnswers {

    private final DeskReader reader;

    DeskAnswers(DeskReader reader) {
        this.reader = reader;
    }

    /// With what was typed in a form of this name.
    Response refused(Person person, UUID request, Refusals refusal, String form, MultivaluedMap<String, String> fields) {
        var attempt = new DeskView.Attempt(form, typed(fields), Optional.of(refusal.detail()), List.of());
        return refused(person, request, refusal.status(), attempt, from(new DecisionForm(fields).from()));
    }

    static Map<String, String> typed(MultivaluedMap<String, String> fields) {
        return fields.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, field -> field.getValue().getFirst()));
    }

    Response refused(Person person, UUID request, int status, DeskView.Attempt attempt, DeskView.From from) {
        var look = new DeskReader.Look(Optional.empty(), false, from, false, Optional.empty(), attempt);
        DeskView view = reader.read(person, request, look).orElseThrow(DeskAnswers::notFound);
        return Response.status(status).entity(ReviewPages.Templates.desk(view).render()).build();
    }

    static ProblemException notFound() {
        return Refusals.of(new Refusal.NotFound()).exception();
    }

    static DeskView.From from(QueueReader.Asked asked) {
        return new DeskView.From(asked.tray(), asked.model(), asked.words());
    }
}
