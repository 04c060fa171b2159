package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.weightgate.catalogue.ModelRoles;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.web.Problem.FieldError;
import org.weightgate.web.Sha256;

import io.quarkus.narayana.jta.QuarkusTransaction;

/// Attaches files to what is being written, and gives them to those who may read them: the applicant, and whoever reviews
/// that very model. The store is spoken to outside every transaction.
@ApplicationScoped
public class AttachmentDesk {

    private final AccessRequests requests;
    private final Attachments attachments;
    private final AttachmentStore store;
    private final ModelRoles roles;
    private final Companions companions;
    private final DatabaseClock clock;
    private final AttachmentRules rules;

    AttachmentDesk(AccessRequests requests, Attachments attachments, AttachmentStore store, ModelRoles roles,
            Companions companions, DatabaseClock clock, AttachmentConfig config) {
        this.requests = requests;
        this.attachments = attachments;
        this.store = store;
        this.roles = roles;
        this.companions = companions;
        this.clock = clock;
        this.rules = new AttachmentRules(config.most(), config.largest().asLongValue());
    }

    /// In a sentence, for the form.
    String limits() {
        return rules.limits();
    }

    long largest() {
        return rules.largest();
    }

    /// The same file under the same name is there once, so that sending it again after a lost answer changes nothing.
    @Transactional(Transactional.TxType.NEVER)
    Outcome<Attachment> attach(Person person, UUID request, String typedName, byte[] content) {
        String name = AttachmentRules.cleanName(typedName);
        Reserved reserved = QuarkusTransaction.requiringNew().call(() -> reserve(person, request, name, content));
        if (reserved.outcome() instanceof Outcome.Done<Attachment>(var file) && !reserved.there()) {
            try {
                store.put(file, content);
            } catch (RuntimeException e) {
                attachments.giveUp(file.id());
                throw e;
            }
            return QuarkusTransaction.requiringNew().call(() -> keep(file));
        }
        return reserved.outcome();
    }

    /// @param there whether its bytes are stored already
    private record Reserved(Outcome<Attachment> outcome, boolean there) {

        static Reserved refused(Refusal reason) {
            return new Reserved(new Outcome.Refused<>(reason), false);
        }
    }

    /// The bytes have arrived, maybe after what they belong to was sent.
    private Outcome<Attachment> keep(Attachment file) {
        Optional<AccessRequest> request = requests.lock(file.request());
        if (request.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        if (!request.get().state().isEditable()) {
            attachments.giveUp(file.id());
            return new Outcome.Refused<>(new Refusal.WrongState(request.get().state()));
        }
        int next = request.get().revision() + 1;
        Optional<Attachment> faster = same(file.request(), next, file.name(), file.sha256());
        if (faster.isPresent()) {
            attachments.giveUp(file.id());
            return new Outcome.Done<>(faster.get());
        }
        return attachments.keep(file.id(), next) ? new Outcome.Done<>(file) : new Outcome.Refused<>(new Refusal.NotFound());
    }

    private Reserved reserve(Person person, UUID id, String name, byte[] content) {
        Optional<AccessRequest> request = requests.lock(id).filter(found -> found.personId().equals(person.id()));
        if (request.isEmpty()) {
            return Reserved.refused(new Refusal.NotFound());
        }
        if (!request.get().state().isEditable()) {
            return Reserved.refused(new Refusal.WrongState(request.get().state()));
        }
        int next = request.get().revision() + 1;
        String sha256 = Sha256.hex(content);
        Optional<Attachment> there = same(id, next, name, sha256);
        if (there.isPresent()) {
            return new Reserved(new Outcome.Done<>(there.get()), true);
        }
        Optional<String> problem = rules.problemWith(name, content, attachments.coming(id, next));
        if (problem.isPresent()) {
            return Reserved.refused(new Refusal.InvalidAnswers(List.of(new FieldError("file", problem.get()))));
        }
        var file = new Attachment(UuidVersion7Strategy.INSTANCE.generateUuid(null), id, name,
                FileType.of(name, content).orElseThrow().mediaType(), content.length, sha256, clock.now(), next);
        attachments.reserve(file, person.id());
        return new Reserved(new Outcome.Done<>(file), false);
    }

    private Optional<Attachment> same(UUID request, int revision, String name, String sha256) {
        return attachments.of(request, revision).stream()
                .filter(file -> file.name().equals(name) && file.sha256().equals(sha256)).findFirst();
    }

    @Transactional
    Outcome<UUID> remove(Person person, UUID id, UUID file) {
        Optional<AccessRequest> request = requests.lock(id).filter(found -> found.personId().equals(person.id()));
        Optional<Attachment> attachment = attachments.find(id, file);
        if (request.isEmpty() || attachment.isEmpty()) {
            return new Outcome.Refused<>(new Refusal.NotFound());
        }
        if (!request.get().state().isEditable()) {
            return new Outcome.Refused<>(new Refusal.WrongState(request.get().state()));
        }
        attachments.leaveOut(attachment.get(), request.get().revision());
        return new Outcome.Done<>(file);
    }

    /// The file, if this person may read it.
    @Transactional
    Optional<Attachment> readable(Person person, UUID id, UUID file) {
        return requests.findByIdOptional(id).filter(request -> mayRead(person, request))
                .flatMap(_ -> attachments.find(id, file));
    }

    @Transactional
    boolean isApplicant(Person person, UUID id) {
        return requests.findByIdOptional(id).filter(request -> person.id().equals(request.personId())).isPresent();
    }

    private boolean mayRead(Person person, AccessRequest request) {
        return person.id().equals(request.personId()) || (request.revision() > 0
                && roles.reviews(request.modelId(), person.id())
                && !companions.people(request).contains(person.id()));
    }
}
