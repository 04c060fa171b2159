package org.weightgate.requests;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.notices.MailErasure;
import org.weightgate.people.Person;
import org.weightgate.people.PersonalData;
import org.weightgate.people.PersonalRows;

/// What this room knows of a person: as applicant, member, referee and writer of messages.
@ApplicationScoped
class RequestData implements PersonalData {

    private static final int FIRST = 10;
    private static final String MINE = "(select id from access_request where person_id = :person)";

    private final PersonalRows rows;
    private final AccessRequests requests;
    private final ApplicantDesk desk;
    private final TeamDesk teams;
    private final Members members;
    private final Attachments attachments;
    private final MailErasure mails;

    RequestData(PersonalRows rows, AccessRequests requests, ApplicantDesk desk, TeamDesk teams, Members members,
            Attachments attachments, MailErasure mails) {
        this.rows = rows;
        this.requests = requests;
        this.desk = desk;
        this.teams = teams;
        this.members = members;
        this.attachments = attachments;
        this.mails = mails;
    }

    @Override
    public int order() {
        return FIRST;
    }

    @Override
    public Map<String, Object> of(Person person) {
        UUID id = person.id();
        return Map.of("requests", rows.read("""
                select r.id, r.reference, m.namespace || '/' || m.name as model, r.state, r.revision, r.created_at as "created",
                    r.submitted_at as "sent", r.decided_at as "decided", r.granted_until as "grantedUntil",
                    r.reason_code as "reason", r.public_text as "reviewersText", r.reapply_from as "reapplyFrom"
                from access_request r join model m on m.id = r.model_id
                where r.person_id = :person order by r.created_at, r.id""", id),
                "drafts", rows.read("""
                        select request_id as request, cast(answers as text) as answers, reply, saved_at as "saved"
                        from request_draft where request_id in\s""" + MINE, id, "answers"),
                "revisions",
                rows.read(
                        """
                                select request_id as request, number, cast(answers as text) as answers, answers_sha256 as "answersSha256",
                                    terms_version as "termsVersion", terms_sha256 as "termsSha256", submitted_at as "sent"
                                from request_revision where request_id in\s"""
                                + MINE + " order by request_id, number",
                        id, "answers"),
                "messages", rows.read("""
                        select request_id as request, case when author_id = :person then 'you' else 'a reviewer' end as "from",
                            body, at
                        from message where author_id = :person or visibility = 'APPLICANT' and request_id in\s""" + MINE
                        + " order by at, id", id),
                "files", rows.read("""
                        select request_id as request, name, media_type as "type", size, sha256, uploaded_at as "uploaded"
                        from attachment where state = 'STORED' and request_id in\s""" + MINE + " order by uploaded_at", id),
                "teams", rows.read("""
                        select request_id as request, email, state, terms_version as "termsVersion",
                            terms_sha256 as "termsSha256", invited_at as "invited", answered_at as "answered"
                        from member where person_id = :person or request_id in\s""" + MINE + " order by invited_at", id),
                "usageReports", rows.read("""
                        select request_id as request, summary, publications, written_at as "written"
                        from usage_report where request_id in\s""" + MINE, id),
                "referees", rows.read("""
                        select request_id as request, revision, name, email, state, sent_at as "sent",
                            answered_at as "answered", case when person_id = :person then comment end as "yourComment"
                        from referee_invitation where person_id = :person or request_id in\s""" + MINE
                        + " order by sent_at", id));
    }

    @Override
    public void erase(Person person) {
        List<AccessRequest> mine = requests.everyOf(person.id());
        mine.stream().filter(request -> request.state().isOpen()).forEach(request -> desk.withdraw(person, request.id(), ""));
        members.joinedBy(person.id()).forEach(member -> teams.leave(person, member.request()));
        requests.flush();
        eraseMails(person);
        mine.forEach(request -> attachments.eraseAll(request.id()));
        for (String statement : List.of(
                "delete from request_draft where request_id in " + MINE,
                """
                        delete from shown_facts where request_id in (select request_id from member where person_id = :person
                            union select request_id from referee_invitation where person_id = :person) or request_id in\s"""
                        + MINE,
                "update usage_report set summary = 'erased', publications = '' where request_id in " + MINE,
                "update request_revision set answers = '{}' where request_id in " + MINE,
                "update review_vote set public_text = null where request_id in " + MINE,
                "update review_conflict set reason = 'erased' where person_id = :person or request_id in " + MINE,
                "update change_note set text = 'erased' where request_id in " + MINE,
                """
                        update message set body = '', erased_at = now()
                        where erased_at is null and (author_id = :person and from_applicant or request_id in\s""" + MINE + ")",
                """
                        update member set email = 'erased-' || id
                        where person_id = :person or request_id in\s""" + MINE,
                "delete from referee where request_id in " + MINE,
                """
                        update referee_invitation set name = 'erased', email = '', comment = null,
                            state = case when state = 'WAITING' then 'VOID' else state end
                        where person_id = :person or request_id in\s""" + MINE,
                "delete from idempotency where person_id = :person",
                """
                        update access_request set applicant_name = '', affiliation = '',
                            public_text = case when public_text is not null then '' end
                        where person_id = :person""")) {
            rows.change(statement, person.id());
        }
    }

    /// Mails to others speak of them too: invitations, answers, what they wrote to the reviewers.
    private void eraseMails(Person person) {
        List<Map<String, Object>> subjects = rows.read("select id from access_request where person_id = :person union all "
                + "select id from member where person_id = :person or request_id in " + MINE + " union all "
                + "select id from referee_invitation where person_id = :person or request_id in " + MINE, person.id());
        mails.about(person.id(), subjects.stream().map(row -> id(row, "id")).toList());
        rows.read("""
                select request_id as about, 'member-answer:' || id as key from member where person_id = :person
                union all
                select request_id, 'referee-answer:' || id from referee_invitation where person_id = :person""", person.id())
                .forEach(row -> mails.keyed(person.id(), id(row, "about"), String.valueOf(row.get("key"))));
    }

    private static UUID id(Map<String, Object> row, String column) {
        return UUID.fromString(String.valueOf(row.get(column)));
    }
}
