package org.weightgate.review;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.notices.MailErasure;
import org.weightgate.people.Person;
import org.weightgate.people.PersonalData;
import org.weightgate.people.PersonalRows;

/// What the desk knows of a person: as a reviewer what they keep here, as an applicant what others wrote about them.
@ApplicationScoped
class ReviewData implements PersonalData {

    private static final int AFTER_REQUESTS = 20;
    private static final String MINE = "(select id from access_request where person_id = :person)";

    private final PersonalRows rows;
    private final MailErasure mails;

    ReviewData(PersonalRows rows, MailErasure mails) {
        this.rows = rows;
        this.mails = mails;
    }

    @Override
    public int order() {
        return AFTER_REQUESTS;
    }

    @Override
    public Map<String, Object> of(Person person) {
        UUID id = person.id();
        return Map.of("queueViews", rows.read("select name, tray, model, words from saved_view where person_id = :person", id),
                "replies", rows.read("select name, text from canned_reply where person_id = :person", id),
                "reminders",
                rows.read("select daily, hour, last_at as \"last\" from review_reminder where person_id = :person", id),
                "notesBesideAnswers",
                rows.read("""
                        select request_id as request, field, text, at from field_note where author_id = :person order by at""",
                        id),
                "expertOpinionsAskedAboutYou", rows.read("""
                        select request_id as request, revision, invited_at as "asked", answered_at as "answered"
                        from expert_invitation where request_id in\s""" + MINE + " order by invited_at", id));
    }

    @Override
    public void erase(Person person) {
        mails.about(person.id(), rows.read("select id from expert_invitation where request_id in " + MINE, person.id()).stream()
                .map(row -> UUID.fromString(String.valueOf(row.get("id")))).toList());
        for (String statement : List.of("delete from saved_view where person_id = :person",
                "delete from canned_reply where person_id = :person",
                "delete from claim where reviewer_id = :person", "delete from reviewer_away where person_id = :person",
                "delete from claim_reminder where person_id = :person", "delete from review_reminder where person_id = :person",
                "delete from field_note where request_id in " + MINE, """
                        update expert_invitation set name = 'erased', email = '', question = '',
                            opinion = case when opinion is not null then '' end,
                            withdrawn_at = coalesce(withdrawn_at, now())
                        where request_id in\s""" + MINE)) {
            rows.change(statement, person.id());
        }
    }
}
