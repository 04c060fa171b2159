package org.weightgate.catalogue;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.Person;

/// What a publisher's pages show.
@ApplicationScoped
class PublisherReading {

    private final Models models;
    private final Releases releases;
    private final ModelRoles roles;
    private final ReleaseDesk desk;
    private final CheckDesk checks;
    private final ReleaseUploads uploads;
    private final ReleaseEvidence evidence;

    PublisherReading(Models models, Releases releases, ModelRoles roles, ReleaseDesk desk, CheckDesk checks,
            ReleaseUploads uploads, ReleaseEvidence evidence) {
        this.models = models;
        this.releases = releases;
        this.roles = roles;
        this.desk = desk;
        this.checks = checks;
        this.uploads = uploads;
        this.evidence = evidence;
    }

    /// The models this person may publish, by name.
    @Transactional
    List<PublisherView> models(Person person) {
        List<UUID> owned = roles.modelsWhere(person.id(), ModelRole.OWNER);
        Stream<UUID> mine = Stream.concat(owned.stream(),
                roles.modelsWhere(person.id(), ModelRole.PUBLISHER).stream()).distinct();
        return mine.map(models::findById)
                .map(model -> new PublisherView(model.fullName(), model.summary(), owned.contains(model.id()),
                        releases.all(model.id()).stream().map(PublisherView.Row::of).toList()))
                .sorted((a, b) -> a.fullName().compareTo(b.fullName())).toList();
    }

    /// Asks the store about every file of a draft; what was published is there.
    PublisherRelease release(String namespace, String name, String version) {
        ReleaseDesk.Snapshot snapshot = desk.forPublisher(namespace, name, version);
        Publication publication = checks.find(namespace, name, version);
        ReleaseEvidence.Found found = evidence.of(snapshot.model(), snapshot.version());
        List<PublisherRelease.File> files = snapshot.state() == ReleaseState.DRAFT
                ? uploads.outstanding(snapshot).stream()
                        .map(upload -> new PublisherRelease.File(upload.path(), upload.size(), !upload.missing())).toList()
                : snapshot.manifest().files().stream()
                        .map(file -> new PublisherRelease.File(file.path(), file.size(), true)).toList();
        return new PublisherRelease(snapshot.model().fullName(), snapshot.row(), snapshot.signer(), snapshot.manifestSha256(),
                files, publication.check() == null ? null : PublisherRelease.Progress.of(publication.check()),
                found.storeCheck(), found.use(), found.stranger());
    }
}
