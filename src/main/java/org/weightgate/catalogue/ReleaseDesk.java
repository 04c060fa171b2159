package org.weightgate.catalogue;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.events.DatabaseClock;
import org.weightgate.events.Events;
import org.weightgate.manifest.FileEntry;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ManifestFormatException;
import org.weightgate.manifest.ManifestReader;
import org.weightgate.people.Person;
import org.weightgate.web.ProblemException;

/// Registers, publishes and withdraws releases. Talks to the database only; the bytes are `ReleaseUploads`' matter.
@ApplicationScoped
class ReleaseDesk {

    /// What the work outside the transaction needs to know of a release.
    record Snapshot(Model model, PublisherView.Row row, String signer, String manifestSha256, Manifest manifest) {

        static Snapshot of(Model model, Release release) {
            return new Snapshot(model, PublisherView.Row.of(release), release.signerFingerprint(), release.manifestSha256(),
                    manifest(release));
        }

        static Manifest manifest(Release release) {
            try {
                return ManifestReader.read(release.manifest());
            } catch (ManifestFormatException damaged) {
                throw new IllegalStateException("the stored manifest of release " + release.id() + " is damaged", damaged);
            }
        }

        String version() {
            return row.version();
        }

        ReleaseState state() {
            return row.state();
        }

        FileEntry file(String path) {
            return manifest.file(path)
                    .orElseThrow(() -> ProblemException.notFound("The release lists no file of this path."));
        }

        void requireDraft() {
            if (!row.isDraft()) {
                throw new ProblemException(409, "not-a-draft",
                        "Release " + version() + " is published; its files do not change.");
            }
        }
    }

    private final Models models;
    private final Releases releases;
    private final RelyingReleases relying;
    private final PublishDesk desk;
    private final DatabaseClock clock;
    private final Events events;

    ReleaseDesk(Models models, Releases releases, RelyingReleases relying, PublishDesk desk, DatabaseClock clock,
            Events events) {
        this.models = models;
        this.releases = releases;
        this.relying = relying;
        this.desk = desk;
        this.clock = clock;
        this.events = events;
    }

    /// A draft of what the manifest lists. The same again changes nothing; other bytes, or another signature, replace a
    /// draft, never more; a published one does not mind to be signed again with its key.
    @Transactional
    Snapshot register(String namespace, String name, SignedRelease signed) {
        Model model = models.require(namespace, name);
        Person publisher = requirePublisher(model);
        signed.requireName(model);
        models.hold(model);
        Optional<Release> known = releases.lock(model.id(), signed.version());
        if (known.isEmpty()) {
            relying.requireNoContradiction(model.id(), signed.manifest());
            var release = new Release(model.id(), signed, clock.now());
            releases.persistAndFlush(release);
            note(release, "release.registered", publisher);
            return Snapshot.of(model, release);
        }
        Release release = known.get();
        boolean sameFiles = release.manifestSha256().equals(signed.manifestSha256());
        if (release.state() != ReleaseState.DRAFT && sameFiles && release.signerFingerprint().equals(signed.signer())) {
            return Snapshot.of(model, release);
        }
        if (release.state() != ReleaseState.DRAFT) {
            throw new ProblemException(409, "version-taken", "Version " + signed.version() + " was published with "
                    + (sameFiles ? "another signature" : "other contents")
                    + " and never changes. Give the new weights a new version.");
        }
        if (sameFiles && Arrays.equals(release.signature(), signed.signatureBytes())) {
            return Snapshot.of(model, release);
        }
        relying.requireNoContradiction(model.id(), signed.manifest());
        release.replace(signed);
        note(release, "release.registered", publisher);
        return Snapshot.of(model, release);
    }

    @Transactional
    Snapshot forPublisher(String namespace, String name, String version) {
        Model model = models.require(namespace, name);
        requirePublisher(model);
        return releases.find(model, version).map(release -> Snapshot.of(model, release)).orElseThrow(ReleaseDesk::noRelease);
    }

    /// Nobody gets further files of it; what was downloaded stays what it is.
    @Transactional
    void withdraw(String namespace, String name, String version, String reason) {
        Model model = models.require(namespace, name);
        Person publisher = requirePublisher(model);
        Release release = releases.lock(model.id(), version).orElseThrow(ReleaseDesk::noRelease);
        if (release.state() == ReleaseState.DRAFT) {
            throw new ProblemException(409, "not-published", "Version " + version + " was never published.");
        }
        if (release.state() == ReleaseState.PUBLISHED) {
            release.withdraw(reason, clock.now());
            note(release, "release.withdrawn", publisher);
        }
    }

    private Person requirePublisher(Model model) {
        desk.requirePublisher();
        return desk.requireRole(model, ModelRole.OWNER, ModelRole.PUBLISHER);
    }

    private void note(Release release, String what, Person who) {
        events.append(release.id(), what, who.id(), Map.of("version", release.version(),
                "manifest", release.manifestSha256(), "signer", release.signerFingerprint()));
    }

    static ProblemException noRelease() {
        return ProblemException.notFound("This model has no such release.");
    }
}
