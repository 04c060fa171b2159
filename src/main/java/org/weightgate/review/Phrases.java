package org.weightgate.review;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RulingText;
import org.weightgate.requests.Verdict;
import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Words that are written again and again: a model's templates, kept by its owners, and everybody's own replies.
@ApplicationScoped
class Phrases {

    static final int LONGEST_NAME = 80;
    static final int MOST = 100;

    private final Session database;
    private final Jurisdiction jurisdiction;
    private final DatabaseClock clock;

    Phrases(Session database, Jurisdiction jurisdiction, DatabaseClock clock) {
        this.database = database;
        this.jurisdiction = jurisdiction;
        this.clock = clock;
    }

    /// What was typed for a template or a reply.
    record Typed(String name, String text, String verdict, String reasonCode) {

        Typed {
            name = PlainText.oneLine(name);
            text = PlainText.lines(text);
        }

        List<FieldError> errors() {
            var errors = new ArrayList<FieldError>();
            length("name", "Give it a name", name, LONGEST_NAME).ifPresent(errors::add);
            length("text", "Write the words", text, RulingText.LONGEST).ifPresent(errors::add);
            return errors;
        }

        List<FieldError> templateErrors() {
            List<FieldError> errors = errors();
            if (!verdict.equals(Verdict.REJECT.name()) && !verdict.equals(Verdict.REQUEST_CHANGES.name())) {
                errors.add(new FieldError("verdict", "Choose what the words are for."));
            }
            if (verdict.equals(Verdict.REJECT.name()) && reason().isEmpty()) {
                errors.add(new FieldError("reasonCode", "Choose the reason that goes with a rejection."));
            }
            return errors;
        }

        Optional<RejectionReason> reason() {
            return Stream.of(RejectionReason.values()).filter(RejectionReason::isForReviewers)
                    .filter(reason -> reason.name().equals(reasonCode)).findFirst();
        }

        private static Optional<FieldError> length(String field, String what, String text, int most) {
            int length = text.codePointCount(0, text.length());
            return length >= 1 && length <= most ? Optional.empty()
                    : Optional.of(new FieldError(field, what + ", up to " + most + " characters."));
        }
    }

    @Transactional
    List<DecisionTemplate> templates(UUID model) {
        return database.createNativeQuery("""
                select id, verdict, reason_code, name, text from decision_template
                where model_id = :model order by verdict, name limit :most""", Tuple.class)
                .setParameter("model", model).setParameter("most", MOST).getResultStream()
                .map(row -> new DecisionTemplate(row.get("id", UUID.class), Verdict.valueOf(row.get("verdict", String.class)),
                        reason(row.get("reason_code", String.class)), row.get("name", String.class),
                        row.get("text", String.class)))
                .toList();
    }

    /// Only a lead of the model writes its templates; for everyone else there is no such model here.
    @Transactional
    boolean keepTemplate(Person lead, UUID model, Typed typed) {
        if (!jurisdiction.leads(lead, model)
                || isFull(templates(model).stream().map(DecisionTemplate::name).toList(), typed.name())) {
            return false;
        }
        String reason = typed.verdict().equals(Verdict.REJECT.name()) ? typed.reasonCode() : null;
        database.createNativeMutationQuery("""
                insert into decision_template (id, model_id, verdict, reason_code, name, text, written_by, written_at)
                values (:id, :model, :verdict, :reason, :name, :text, :by, :now)
                on conflict (model_id, name) do update set verdict = excluded.verdict, reason_code = excluded.reason_code,
                    text = excluded.text, written_by = excluded.written_by, written_at = excluded.written_at""")
                .setParameter("id", UUID.randomUUID()).setParameter("model", model).setParameter("verdict", typed.verdict())
                .setParameter("reason", reason, String.class).setParameter("name", typed.name())
                .setParameter("text", typed.text()).setParameter("by", lead.id()).setParameter("now", clock.now())
                .executeUpdate();
        return true;
    }

    @Transactional
    boolean removeTemplate(Person lead, UUID model, UUID id) {
        return jurisdiction.leads(lead, model)
                && database.createNativeMutationQuery("delete from decision_template where id = :id and model_id = :model")
                        .setParameter("id", id).setParameter("model", model).executeUpdate() == 1;
    }

    @Transactional
    List<CannedReply> replies(Person person) {
        return database.createNativeQuery(
                "select id, name, text from canned_reply where person_id = :person order by name limit :most", Tuple.class)
                .setParameter("person", person.id()).setParameter("most", MOST).getResultStream()
                .map(row -> new CannedReply(row.get("id", UUID.class), row.get("name", String.class),
                        row.get("text", String.class)))
                .toList();
    }

    @Transactional
    boolean keepReply(Person person, Typed typed) {
        if (isFull(replies(person).stream().map(CannedReply::name).toList(), typed.name())) {
            return false;
        }
        database.createNativeMutationQuery("""
                insert into canned_reply (id, person_id, name, text, written_at)
                values (:id, :person, :name, :text, :now)
                on conflict (person_id, name) do update set text = excluded.text, written_at = excluded.written_at""")
                .setParameter("id", UUID.randomUUID()).setParameter("person", person.id()).setParameter("name", typed.name())
                .setParameter("text", typed.text()).setParameter("now", clock.now()).executeUpdate();
        return true;
    }

    @Transactional
    boolean removeReply(Person person, UUID id) {
        return database.createNativeMutationQuery("delete from canned_reply where id = :id and person_id = :person")
                .setParameter("id", id).setParameter("person", person.id()).executeUpdate() == 1;
    }

    /// A name that is there already takes no further place: its words are put in place of the older ones.
    private static boolean isFull(List<String> kept, String name) {
        return kept.size() >= MOST && !kept.contains(name);
    }

    private static Optional<RejectionReason> reason(@Nullable String code) {
        return Stream.of(RejectionReason.values()).filter(reason -> reason.name().equals(code)).findFirst();
    }
}
