package org.weightgate.catalogue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.people.Person;
import org.weightgate.web.ProblemException;

/// Publishes a draft once its bytes were found to be right, in whichever replica found it out. Talks to the database only.
@ApplicationScoped
class CheckDesk {

    static final Duration LEASE = Duration.ofMinutes(1);

    /// A check somebody has to do now.
    record Task(UUID release, UUID lease, ReleaseDesk.Snapshot draft) {
    }

    private final Models models;
    private final Releases releases;
    private final ReleaseChecks checks;
    private final ModelRoles roles;
    private final PublishDesk desk;
    private final DatabaseClock clock;
    private final Events events;

    CheckDesk(Models models, Releases releases, ReleaseChecks checks, ModelRoles roles, PublishDesk desk, DatabaseClock clock,
            Events events) {
        this.models = models;
        this.releases = releases;
        this.checks = checks;
        this.roles = roles;
        this.desk = desk;
        this.clock = clock;
        this.events = events;
    }

    /// Asks for a draft to be checked and then published; a release that is open or withdrawn stays so.
    @Transactional
    Publication ask(String namespace, String name, String version) {
        Model model = models.require(namespace, name);
        Person publisher = desk.requireRole(model, ModelRole.OWNER, ModelRole.PUBLISHER);
        Release release = releases.lock(model.id(), version).orElseThrow(ReleaseDesk::noRelease);
        if (release.state() != ReleaseState.DRAFT) {
            return Publication.of(release, checks.findByIdOptional(release.id()));
        }
        ReleaseCheck check = checks.findByIdOptional(release.id()).orElse(null);
        if (check == null) {
            check = new ReleaseCheck(release, publisher.id(), clock.now());
            checks.persist(check);
        }
        check.ask(release, publisher.id(), clock.now());
        return Publication.of(release, Optional.of(check));
    }

    /// The same, if the release is the one that was looked at; empty when another has taken its place.
    @Transactional
    Optional<Publication> ask(String namespace, String name, String version, String manifestSha256) {
        Model model = models.require(namespace, name);
        desk.requireRole(model, ModelRole.OWNER, ModelRole.PUBLISHER);
        Release release = releases.lock(model.id(), version).orElseThrow(ReleaseDesk::noRelease);
        if (!release.manifestSha256().equals(manifestSha256)) {
            return Optional.empty();
        }
        return Optional.of(ask(namespace, name, version));
    }

    @Transactional
    Publication find(String namespace, String name, String version) {
        Model model = models.require(namespace, name);
        desk.requireRole(model, ModelRole.OWNER, ModelRole.PUBLISHER);
        Release release = releases.find(model, version).orElseThrow(ReleaseDesk::noRelease);
        Optional<ReleaseCheck> check = checks.findByIdOptional(release.id());
        if (check.filter(found -> found.state() == ReleaseCheck.State.PASSED).isPresent()) {
            // it may have passed and opened the release between the two reads
            releases.getSession().refresh(release);
        }
        return Publication.of(release, check);
    }

    @Transactional
    Optional<Task> claim() {
        Optional<ReleaseCheck> next = checks.nextWaiting();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Release release = releases.findById(next.get().release());
        if (release.state() != ReleaseState.DRAFT || !release.manifestSha256().equals(next.get().manifestSha256())) {
            next.get().fail("changed-meanwhile", "The draft was replaced while it was being checked. Publish again.",
                    clock.now());
            return Optional.empty();
        }
        return Optional.of(task(next.get(), release));
    }

    /// An open release of which whole files are to be read.
    @Transactional
    Optional<Task> claimWhole() {
        Optional<ReleaseCheck> next = checks.nextDue();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Release release = releases.findById(next.get().release());
        if (release.state() != ReleaseState.PUBLISHED) {
            next.get().leaveWhole();
            return Optional.empty();
        }
        return Optional.of(task(next.get(), release));
    }

    private Task task(ReleaseCheck check, Release release) {
        UUID lease = check.lease(clock.now().plus(LEASE));
        return new Task(release.id(), lease, ReleaseDesk.Snapshot.of(models.findById(release.model()), release));
    }

    /// Notes what came of it. A file under a wrong SHA-256 is the signer's fault and stays what its chunks say: readers are told.
    @Transactional
    void readWhole(Task task, Optional<String> wrong) {
        Optional<ReleaseCheck> held = held(task);
        if (held.isEmpty()) {
            return;
        }
        held.get().readWhole(wrong, clock.now());
        if (wrong.isPresent()) {
            events.append(task.release(), "release.contradicted", null, Map.of("version", task.draft().version(), "manifest",
                    task.draft().manifestSha256()));
        }
    }

    /// Notes how far it is and keeps the lease; false when another replica has taken over.
    @Transactional
    boolean advanced(Task task, long bytes) {
        return held(task).map(check -> {
            check.advance(bytes, clock.now().plus(LEASE));
            return true;
        }).orElse(false);
    }

    @Transactional
    void failed(Task task, ProblemException problem) {
        held(task).ifPresent(check -> check.fail(problem.reason(), String.valueOf(problem.getMessage()), clock.now()));
    }

    /// Opens the release whose bytes were just checked, if it is still that one and who asked may still publish it.
    @Transactional
    void passed(Task task, Set<ReleaseUploads.Proof> proofs) {
        Release release = releases.lock(task.draft().model().id(), task.draft().version()).orElseThrow(ReleaseDesk::noRelease);
        Optional<ReleaseCheck> held = held(task);
        if (held.isEmpty()) {
            return;
        }
        ReleaseCheck check = held.get();
        if (!release.manifestSha256().equals(check.manifestSha256())) {
            check.fail("changed-meanwhile", "The draft was replaced while it was being checked. Publish again.", clock.now());
            return;
        }
        if (!roles.has(release.model(), check.askedBy(), ModelRole.OWNER)
                && !roles.has(release.model(), check.askedBy(), ModelRole.PUBLISHER)) {
            check.fail("not-your-model", "Who asked for it may not publish this model any more.", clock.now());
            return;
        }
        boolean partsOnly = proofs.contains(ReleaseUploads.Proof.PARTS);
        boolean read = proofs.contains(ReleaseUploads.Proof.BYTES) && !partsOnly;
        check.pass(partsOnly, read, clock.now());
        release.publish(clock.now());
        events.append(release.id(), "release.published", check.askedBy(), Map.of("version", release.version(), "manifest",
                release.manifestSha256(), "signer", release.signerFingerprint(), "checked", read ? "read" : "store"));
    }

    private Optional<ReleaseCheck> held(Task task) {
        return checks.findByIdOptional(task.release(), LockModeType.PESSIMISTIC_WRITE)
                .filter(check -> check.isHeldBy(task.lease()));
    }
}
