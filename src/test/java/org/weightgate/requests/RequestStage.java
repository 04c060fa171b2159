package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelRole;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.TermsVersions;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.ApplicantDesk.Saved;
import org.weightgate.requests.ApplicantDesk.Typed;
import org.weightgate.web.Sha256;

/// People, models and requests of a test's own, straight in the database.
@ApplicationScoped
public class RequestStage {

    private final Session database;
    private final People people;
    private final Models models;
    private final TermsVersions terms;
    private final ApplicantDesk desk;
    private final AccessRequests requests;
    private final RequestHistory history;
    private final DraftReplies replies;
    private final Attachments attachments;

    RequestStage(Session database, People people, Models models, TermsVersions terms, ApplicantDesk desk,
            AccessRequests requests, RequestHistory history, DraftReplies replies, Attachments attachments) {
        this.database = database;
        this.people = people;
        this.models = models;
        this.terms = terms;
        this.desk = desk;
        this.requests = requests;
        this.history = history;
        this.replies = replies;
        this.attachments = attachments;
    }

    @Transactional
    public Person person(String name, String... realmRoles) {
        UUID id = UUID.randomUUID();
        database.createNativeMutationQuery("""
                insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles,
                                    created_at, last_seen_at)
                values (:id, 'https://stage.example', :subject, :subject, :name, :email, true, :roles, now(), now())""")
                .setParameter("id", id).setParameter("subject", id.toString()).setParameter("name", name)
                .setParameter("email", id + "@stage.example").setParameter("roles", realmRoles).executeUpdate();
        return people.findById(id);
    }

    @Transactional
    public Person reviewer(String name, Model model) {
        Person reviewer = person(name, "reviewer");
        appoint(reviewer.id(), model, ModelRole.REVIEWER);
        return reviewer;
    }

    @Transactional
    public void appoint(UUID person, Model model, ModelRole role) {
        database.createNativeMutationQuery(
                "insert into model_role (model_id, person_id, role) values (:model, :person, :role) on conflict do nothing")
                .setParameter("model", model.id()).setParameter("person", person).setParameter("role", role.name())
                .executeUpdate();
    }

    /// This person reviews so many more models, which nobody has asked for.
    @Transactional
    public void reviewsMore(UUID person, int more) {
        database.createNativeMutationQuery(
                """
                        with shelf as (insert into model (id, namespace, name, summary, description, created_at)
                                       select gen_random_uuid(), 'stage', 'm' || md5(random()::text || i), 'One of many', '', now()
                                       from generate_series(1, :more) i returning id),
                        policy as (insert into access_policy (id, model_id, version, grant_days, ticket_ttl_seconds, hold_seconds, quorum,
                                                              reapply_days, created_at)
                                   select gen_random_uuid(), id, 1, 180, 600, 0, 1, 30, now() from shelf)
                        insert into model_role (model_id, person_id, role) select id, :person, 'REVIEWER' from shelf""")
                .setParameter("more", more).setParameter("person", person).executeUpdate();
    }

    @Transactional
    public void dismiss(UUID person, Model model) {
        database.createNativeMutationQuery("delete from model_role where model_id = :model and person_id = :person")
                .setParameter("model", model.id()).setParameter("person", person).executeUpdate();
    }

    @Transactional
    public Model model(int quorum) {
        UUID id = UUID.randomUUID();
        database.createNativeMutationQuery("""
                insert into model (id, namespace, name, summary, description, created_at)
                values (:id, 'stage', :name, 'A model of the tests', '', now())""")
                .setParameter("id", id).setParameter("name", "m" + id.toString().substring(0, 18).replace("-", ""))
                .executeUpdate();
        Model model = models.findById(id);
        newTerms(model, 1);
        newPolicy(model, 1, quorum);
        return model;
    }

    @Transactional
    public void newTerms(Model model, int version) {
        database.createNativeMutationQuery("""
                insert into terms_version (id, model_id, version, title, body, sha256, created_at)
                values (:id, :model, :version, 'Research only', :body, :sha256, now())""")
                .setParameter("id", UUID.randomUUID()).setParameter("model", model.id()).setParameter("version", version)
                .setParameter("body", "Use it for research. Version " + version)
                .setParameter("sha256", Sha256.hex("Use it for research. Version " + version)).executeUpdate();
    }

    @Transactional
    public void newPolicy(Model model, int version, int quorum) {
        database.createNativeMutationQuery("""
                insert into access_policy (id, model_id, version, grant_days, ticket_ttl_seconds, hold_seconds, quorum,
                                           reapply_days, created_at)
                values (:id, :model, :version, 180, 600, 0, :quorum, 30, now())""")
                .setParameter("id", UUID.randomUUID()).setParameter("model", model.id()).setParameter("version", version)
                .setParameter("quorum", quorum).executeUpdate();
    }

    @Transactional
    public Terms terms(Model model) {
        var current = terms.current(model);
        return new Terms(current.version(), current.sha256());
    }

    /// A complete request of this person, not sent.
    public UUID draft(Person person, Model model) {
        if (desk.save(person, model,
                new Typed(0, new Answers(KnownAnswers.COMPLETE))) instanceof Outcome.Done<Saved>(var saved)) {
            return saved.id();
        }
        throw new AssertionError("No draft");
    }

    /// A complete request of this person, sent.
    public UUID submitted(Person person, Model model) {
        return submitted(person, model, KnownAnswers.COMPLETE);
    }

    public UUID submitted(Person person, Model model, Map<String, String> answers) {
        var outcome = desk.saveAndSend(person, model, "", new Typed(0, new Answers(answers)), terms(model));
        if (outcome instanceof Outcome.Done<Receipt>(var receipt)) {
            return receipt.id();
        }
        throw new AssertionError("Not submitted: " + outcome);
    }

    /// What this person holds, asked for once more, and sent.
    @Transactional
    public UUID renewed(Person person, Model model) {
        AccessRequest old = requests.latestApproved(person.id(), model.id()).orElseThrow();
        if (desk.renew(person, old.id()) instanceof Outcome.Done<Saved>(var draft)
                && desk.send(person, draft.id(), "", draft.draft(), terms(model)) instanceof Outcome.Done<Receipt>(var sent)) {
            return sent.id();
        }
        throw new AssertionError("Not renewed");
    }

    /// A thousand notes that only reviewers read.
    @Transactional
    public void longThread(UUID request, Person reviewer) {
        database.createNativeMutationQuery("""
                insert into message (id, request_id, author_id, from_applicant, visibility, body)
                select gen_random_uuid(), :request, :author, false, 'INTERNAL', 'Note ' || i from generate_series(1, 1000) i""")
                .setParameter("request", request).setParameter("author", reviewer.id()).executeUpdate();
    }

    /// What its applicant writes to the reviewers along with their next answers.
    @Transactional
    public void reply(UUID request, String words) {
        replies.keep(request, words);
    }

    /// A file of one revision on, whose bytes lie nowhere.
    @Transactional
    public void attached(UUID request, Person person, int revision, String name) {
        var file = new Attachment(UUID.randomUUID(), request, name, "application/pdf", 1, "0".repeat(64), Instant.now(),
                revision);
        attachments.reserve(file, person.id());
        attachments.keep(file.id(), revision);
    }

    /// Decided an hour ago, for this reason.
    @Transactional
    public void closed(UUID request, RejectionReason reason) {
        database.createNativeMutationQuery("""
                update access_request set state = 'REJECTED', reason_code = :reason, public_text = 'Not this time.',
                    reapply_from = now(), decided_at = now() - interval '1 hour' where id = :id""")
                .setParameter("reason", reason.name()).setParameter("id", request).executeUpdate();
    }

    /// Somebody who accepted the terms and stands on the team.
    @Transactional
    public void joined(UUID request, Person member) {
        database.createNativeMutationQuery(
                """
                        insert into member (id, request_id, email, state, token_hash, person_id, terms_version_id, terms_version,
                                            terms_sha256, invited_at, expires_at, answered_at)
                        select gen_random_uuid(), r.id, :email, 'JOINED', sha256(cast(:email || r.id as bytea)), :person, t.id, t.version,
                            t.sha256, now(), now() + interval '7 days', now()
                        from access_request r join terms_version t on t.model_id = r.model_id
                        where r.id = :request order by t.version desc limit 1""")
                .setParameter("request", request).setParameter("person", member.id()).setParameter("email", member.email())
                .executeUpdate();
    }

    /// Named as its referee, by their address.
    @Transactional
    public void named(UUID request, Person referee) {
        database.createNativeMutationQuery("""
                insert into referee (request_id, name, email, changed_at) values (:request, 'A referee', :email, now())""")
                .setParameter("request", request).setParameter("email", referee.email()).executeUpdate();
    }

    /// What a reviewer's question leads to.
    @Transactional
    public void askForChanges(UUID id, Person reviewer, String text, List<FieldNote> notes) {
        AccessRequest request = requests.lock(id).orElseThrow();
        history.write(request, reviewer.id(), List.of(new RequestEvent.ChangesRequested(request.revision(), text, notes)));
    }

    /// A first approval of several that are needed.
    @Transactional
    public void voted(UUID id, Person reviewer) {
        AccessRequest request = requests.lock(id).orElseThrow();
        history.write(request, reviewer.id(), List.of(new RequestEvent.Voted(request.revision(),
                Ballot.approval(reviewer.id(), Instant.now().plus(Duration.ofDays(30))), "")));
    }

    /// Approved, without the grant that comes with it.
    @Transactional
    public void approved(UUID id, Person reviewer) {
        AccessRequest request = requests.lock(id).orElseThrow();
        history.write(request, reviewer.id(), List.of(new RequestEvent.Approved(request.revision(),
                Instant.now().plus(Duration.ofDays(30)))));
    }

    @Transactional
    public void conflict(UUID id, Person reviewer) {
        AccessRequest request = requests.lock(id).orElseThrow();
        history.write(request, reviewer.id(), List.of(new RequestEvent.ConflictDeclared(reviewer.id(), "We share an office.")));
    }

    /// A ban on the applicant's address that has closed nothing yet.
    @Transactional
    public void banned(UUID id) {
        database.createNativeMutationQuery("""
                insert into ban (id, kind, value, shown, reason, placed_by, placed_at, worked_at)
                select :ban, 'ADDRESS', p.mail_key, p.email, 'A test.', p.id, now(), now()
                from access_request r join person p on p.id = r.person_id where r.id = :id""")
                .setParameter("ban", UUID.randomUUID()).setParameter("id", id).executeUpdate();
    }

    @Transactional
    public void expertLate(UUID id) {
        database.createNativeMutationQuery("""
                update expert_invitation set invited_at = now() - interval '8 days', expires_at = now() - interval '1 second'
                where request_id = :id""").setParameter("id", id).executeUpdate();
    }

    /// Gives a request, for its reviewers, another number.
    @Transactional
    public void renumber(UUID id, String reference) {
        database.createNativeMutationQuery(
                """
                        update queue_entry set reference = :reference, terms = replace(terms, queue_fold(reference), queue_fold(:reference))
                        where request_id = :id""")
                .setParameter("reference", reference).setParameter("id", id).executeUpdate();
    }

    /// Lets a request have waited for so many hours in the turn it is in.
    @Transactional
    public void waits(UUID request, int hours) {
        database.createNativeMutationQuery(
                "update queue_entry set turn_at = now() - make_interval(hours => :hours) where request_id = :id")
                .setParameter("hours", hours).setParameter("id", request).executeUpdate();
    }

    /// So many requests of as many people of one name, one sent after the other; nothing but their rows.
    @Transactional
    @SuppressWarnings("unchecked")
    public List<UUID> crowd(Model model, int people, String name) {
        return database
                .createNativeQuery(
                        """
                                with one as materialized (
                                    select gen_random_uuid() as person, gen_random_uuid() as request, clock_timestamp() as at
                                    from generate_series(1, :people)),
                                known as (insert into person (id, issuer, subject, username, display_name, email, email_verified, realm_roles,
                                                              created_at, last_seen_at)
                                          select person, 'stage', person::text, 'crowd-' || person, 'Crowd', 'crowd-' || person || '@crowd.example',
                                                 true, '{}', at, at from one returning id),
                                sent as (insert into access_request (id, reference, person_id, model_id, state, revision, version, applicant_name,
                                                                     affiliation, created_at, updated_at, submitted_at)
                                         select request, 'WG-crowd-' || request, person, :model, 'SUBMITTED', 1, 1, :name, 'Crowd', at, at, at
                                         from one where (select count(*) from known) > 0 returning id)
                                select request from one where (select count(*) from sent) > 0 order by at, request""",
                        UUID.class)
                .setParameter("people", people).setParameter("model", model.id()).setParameter("name", name).getResultList();
    }

    /// As if one reviewer had approved each.
    @Transactional
    public void areApprovedOnce(List<UUID> requests) {
        database.createNativeMutationQuery("update queue_entry set approvals = 1 where request_id = any(cast(:ids as uuid[]))")
                .setParameter("ids", requests.stream().map(UUID::toString).toArray(String[]::new)).executeUpdate();
    }

    /// The applicant sends it again, as it is.
    public void answered(UUID id) {
        AccessRequest request = inTransaction(id);
        Model model = models.findById(request.modelId());
        var typed = new Typed((int) count("generate_series(1, (select version from request_draft where request_id = :id))", id),
                new Answers(KnownAnswers.with("role", "PhD student, third year")));
        var outcome = desk.saveAndSend(people.findById(request.personId()), model, "", typed, terms(model));
        if (outcome instanceof Outcome.Refused<Receipt>(var reason)) {
            throw new AssertionError("Not sent again: " + reason);
        }
    }

    /// A reviewer asks for changes beside an answer, and the applicant sends it again.
    public void answeredAfterQuestion(Person reviewer, UUID id) {
        askForChanges(id, reviewer, "Please say more about the evaluation.",
                List.of(new FieldNote("role", "Which year are you in?")));
        answered(id);
    }

    @Transactional
    AccessRequest inTransaction(UUID id) {
        return database.find(AccessRequest.class, id);
    }

    @Transactional
    public void claimLasts(UUID request, int seconds) {
        database.createNativeMutationQuery("""
                update claim set since = now() - interval '1 hour', until = now() + make_interval(secs => :seconds)
                where request_id = :id""").setParameter("seconds", seconds).setParameter("id", request).executeUpdate();
    }

    @Transactional
    public String email(UUID request) {
        return people.findById(database.find(AccessRequest.class, request).personId()).email();
    }

    @Transactional
    public void newEmailOf(Person person, String email) {
        database.createNativeMutationQuery("update person set email = :email where id = :id")
                .setParameter("email", email).setParameter("id", person.id()).executeUpdate();
    }

    @Transactional
    public void newEmail(UUID request, String email) {
        database.createNativeMutationQuery(
                "update person set email = :email where id = (select person_id from access_request where id = :id)")
                .setParameter("email", email).setParameter("id", request).executeUpdate();
    }

    /// The confirmation came back, and so does whatever is sent after it.
    @Transactional
    public void mailComesBack(UUID request) {
        database.createNativeMutationQuery(
                """
                        insert into refused_address (address, mail_id, said, refused_at)
                        select lower(m.recipient), m.id, '550 5.1.1 no such user', now() from outbox_mail m where m.about = :id limit 1""")
                .setParameter("id", request).executeUpdate();
    }

    @Transactional
    public void digestDue(UUID person) {
        database.createNativeMutationQuery("update review_reminder set next_at = now() where person_id = :id")
                .setParameter("id", person).executeUpdate();
    }

    /// The mail server said no to the reminder about this request, a day ago.
    @Transactional
    public void reminderBounced(UUID request) {
        database.createNativeMutationQuery("""
                update outbox_mail set state = 'FAILED', lease = null, leased_until = null
                where dedupe_key like 'claim-due:' || cast(:id as text) || ':%'""").setParameter("id", request).executeUpdate();
        database.createNativeMutationQuery(
                "update claim_reminder set written_at = now() - interval '1 day' where request_id = :id")
                .setParameter("id", request).executeUpdate();
    }

    public void withdraw(UUID id) {
        AccessRequest request = inTransaction(id);
        desk.withdraw(people.findById(request.personId()), id, "");
    }

    /// Waits until the portal's own clock, which may have the row locked just now, is done with it.
    @Transactional
    public void settled(String table, String key, UUID id) {
        database.createNativeMutationQuery("update " + table + " set " + key + " = " + key + " where " + key + " = :id")
                .setParameter("id", id).executeUpdate();
    }

    @Transactional
    public String text(String sql, UUID id) {
        return database.createNativeQuery(sql, String.class).setParameter("id", id).getSingleResult();
    }

    @Transactional
    public long count(String query, UUID id) {
        return ((Number) database.createNativeQuery("select count(*) from " + query, Long.class).setParameter("id", id)
                .getSingleResult()).longValue();
    }
}
