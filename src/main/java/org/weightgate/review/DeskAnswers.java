package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
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

    Response refused(Person person, UUID request, int status, String detail) {
        return refused(person, request, status, DeskView.Attempt.notice(detail), new DeskView.From(Tray.WAITING, "", ""));
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
