package org.weightgate.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ModelName;
import org.weightgate.catalogue.Models;
import org.weightgate.catalogue.Release;
import org.weightgate.catalogue.ReleaseState;
import org.weightgate.catalogue.Releases;
import org.weightgate.manifest.Digest;
import org.weightgate.manifest.Manifest;
import org.weightgate.manifest.ModelSignature;

/// Reads models and releases as repositories and snapshots. Drafts do not exist here.
@ApplicationScoped
class Repositories {

    private static final Set<String> NEWEST = Set.of("main", "HEAD", "refs/heads/main");
    private static final String TAG = "refs/tags/";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final int MOST_TAGS = 1000;

    private final Models models;
    private final Releases releases;

    Repositories(Models models, Releases releases) {
        this.models = models;
        this.releases = releases;
    }

    record Tag(String name, String commit) {
    }

    /// A snapshot with everything in it.
    record Listing(Snapshot snapshot, List<HubFile> files) {
    }

    @Transactional
    Model require(String namespace, String name) {
        Optional<Model> model = ModelName.isPart(namespace) && ModelName.isPart(name) ? models.find(namespace, name)
                : Optional.empty();
        return model.orElseThrow(() -> HubException.noRepository(namespace + "/" + name));
    }

    @Transactional
    Optional<Snapshot> newest(Model model) {
        return releases.head(model, "latest").map(release -> Snapshot.of(model, release));
    }

    @Transactional
    Snapshot snapshot(String namespace, String name, String revision) {
        Model model = require(namespace, name);
        return Snapshot.of(model, release(model, revision));
    }

    @Transactional
    Listing listing(String namespace, String name, String revision) {
        Model model = require(namespace, name);
        return listing(model, release(model, revision));
    }

    @Transactional
    Optional<Listing> newestListing(Model model) {
        return releases.head(model, "latest").map(release -> listing(model, release));
    }

    /// One file, without loading the others.
    @Transactional
    Optional<HubFile> file(Snapshot snapshot, String path) {
        Release release = releases.findById(snapshot.release());
        return switch (path) {
            case Manifest.FILE_NAME -> Optional.of(manifest(release));
            case ModelSignature.FILE_NAME -> Optional.of(signature(release));
            default -> releases.files(release, Set.of(path)).stream().map(HubFile::of).findFirst();
        };
    }

    @Transactional
    List<Tag> tags(Model model) {
        return releases.published(model, MOST_TAGS).stream()
                .map(release -> new Tag(release.version(), Snapshot.commit(release))).toList();
    }

    @Transactional
    byte[] manifestBytes(Snapshot snapshot) {
        return releases.findById(snapshot.release()).manifest();
    }

    @Transactional
    byte[] signatureBytes(Snapshot snapshot) {
        return releases.findById(snapshot.release()).signature();
    }

    private static Listing listing(Model model, Release release) {
        var files = new ArrayList<HubFile>();
        release.files().forEach(file -> files.add(HubFile.of(file)));
        files.add(manifest(release));
        files.add(signature(release));
        return new Listing(Snapshot.of(model, release), List.copyOf(files));
    }

    private Release release(Model model, String revision) {
        Optional<Release> found;
        if (NEWEST.contains(revision)) {
            found = releases.head(model, "latest");
        } else if (COMMIT.matcher(revision).matches()) {
            found = releases.withManifest(model, revision);
        } else {
            String tag = revision.startsWith(TAG) ? revision.substring(TAG.length()) : revision;
            found = isVersion(tag) ? releases.head(model, tag) : Optional.empty();
        }
        return found.filter(release -> release.state() != ReleaseState.DRAFT)
                .orElseThrow(() -> NEWEST.contains(revision)
                        ? HubException.noOpenRevision(String.valueOf(releases.noneOpen(model).getMessage()))
                        : HubException.noRevision(model.fullName(), revision));
    }

    private static boolean isVersion(String text) {
        return org.weightgate.manifest.Release.isVersion(text);
    }

    private static HubFile manifest(Release release) {
        return new HubFile(Manifest.FILE_NAME, release.manifest().length, release.manifestSha256(), HubFile.Kind.MANIFEST);
    }

    private static HubFile signature(Release release) {
        byte[] signature = release.signature();
        return new HubFile(ModelSignature.FILE_NAME, signature.length, Digest.sha256(signature).hex(), HubFile.Kind.SIGNATURE);
    }
}
