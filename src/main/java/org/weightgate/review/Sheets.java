package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.weightgate.events.Column;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.AnswerView;
import org.weightgate.requests.Answers;
import org.weightgate.requests.ChangeNotes;
import org.weightgate.requests.FieldNote;
import org.weightgate.requests.Revisions;
import org.weightgate.requests.UsageReports;

/// The answers as they lie on the desk: one revision, what changed since the one before, and what was noted beside them.
@ApplicationScoped
class Sheets {

    private final Session database;
    private final Revisions revisions;
    private final ChangeNotes changes;
    private final FieldNotes notes;
    private final UsageReports reports;

    Sheets(Session database, Revisions revisions, ChangeNotes changes, FieldNotes notes, UsageReports reports) {
        this.database = database;
        this.revisions = revisions;
        this.changes = changes;
        this.notes = notes;
        this.reports = reports;
    }

    DeskView.Sheet of(Person reader, AccessRequest request, Optional<Integer> wanted, boolean plain) {
        List<Revisions.Sent> sent = revisions.of(request.id());
        int shown = wanted.filter(number -> sent.stream().anyMatch(s -> s.number() == number)).orElse(request.revision());
        int before = plain || shown == 1 ? 0 : shown - 1;
        Answers now = revisions.answers(request.id(), shown).orElseGet(Answers::empty);
        Optional<Answers> then = before == 0 ? Optional.empty() : revisions.answers(request.id(), before);
        List<FieldNotes.Note> noted = notes.of(request.id(), reader);
        List<FieldNote> asked = changes.of(request.id(), before == 0 ? shown : before);
        Instant at = sent.stream().filter(s -> s.number() == shown).map(Revisions.Sent::at).findFirst().orElse(Instant.EPOCH);
        return new DeskView.Sheet(shown, request.revision(), at, then.isEmpty() ? 0 : before,
                sent.stream().map(s -> new DeskView.Version(s.number(), s.at())).toList(),
                reports.before(request.id(), AnswerView.of(now)).stream().map(answer -> answer(answer, then, now, noted, asked))
                        .toList());
    }

    /// Since when it is whose turn it is, the applicant's time taken out.
    Optional<Instant> turn(UUID request) {
        return Column.of(database, "select turn_at from queue_entry where request_id = :request", Instant.class)
                .setParameter("request", request).getResultStream().findFirst();
    }

    private static DeskView.Answer answer(AnswerView view, Optional<Answers> before, Answers now, List<FieldNotes.Note> noted,
            List<FieldNote> asked) {
        String present = now.byId().getOrDefault(view.id(), "");
        String past = before.map(answers -> answers.byId().getOrDefault(view.id(), "")).orElse(present);
        boolean changed = !past.equals(present);
        return new DeskView.Answer(view, changed, changed ? WordDiff.between(past, present) : List.of(),
                noted.stream().filter(note -> note.field().equals(view.id())).toList(),
                asked.stream().filter(note -> note.field().equals(view.id())).map(FieldNote::text).toList());
    }
}
