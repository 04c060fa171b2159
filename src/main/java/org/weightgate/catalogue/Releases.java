package org.weightgate.catalogue;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.weightgate.web.ProblemException;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

/// The releases of every model, found with their files.
@ApplicationScoped
public class Releases implements PanacheRepositoryBase<Release, UUID> {

    private static final String WITH_FILES = "select r from Release r left join fetch r.files where ";

    Releases() {
    }

    /// The release of this version in any state; `latest` is the newest published one.
    public Optional<Release> find(Model model, String version) {
        if (version.equals("latest")) {
            return latestPublished(model);
        }
        return list(WITH_FILES + "r.model = ?1 and r.version = ?2", model.id(), version).stream().findFirst();
    }

    /// The same without the files; `latest` is the newest published one here too.
    public Optional<Release> head(Model model, String version) {
        if (version.equals("latest")) {
            return find("model = ?1 and state = ?2 order by publishedAt desc, id desc", model.id(), ReleaseState.PUBLISHED)
                    .firstResultOptional();
        }
        return find("model = ?1 and version = ?2", model.id(), version).firstResultOptional();
    }

    /// The release last withdrawn, for whoever asks for the newest where none is open.
    public Optional<Release> lastWithdrawn(Model model) {
        return find("model = ?1 and state = ?2 order by withdrawnAt desc, id desc", model.id(), ReleaseState.WITHDRAWN)
                .firstResultOptional();
    }

    /// Why there is no newest release.
    public ProblemException noneOpen(Model model) {
        return lastWithdrawn(model).map(last -> new ProblemException(410, "release-withdrawn", "Release " + last.version()
                + " of " + model.fullName() + " was withdrawn" + last.withdrawnBecause() + ", and no other is open. The model's"
                + " page says what comes next."))
                .orElseGet(() -> ProblemException.notFound(model.fullName() + " has no open release yet. Its page says when it"
                        + " has."));
    }

    /// What was published with a manifest whose digest begins so, newest first.
    public Optional<Release> withManifest(Model model, String sha256Begin) {
        return find("model = ?1 and state <> ?2 and left(manifestSha256, ?3) = ?4 order by publishedAt desc, id desc",
                model.id(), ReleaseState.DRAFT, sha256Begin.length(), sha256Begin).firstResultOptional();
    }

    /// What is open, newest first, without files.
    public List<Release> published(Model model, int most) {
        return find("model = ?1 and state = ?2 order by publishedAt desc, id desc", model.id(), ReleaseState.PUBLISHED)
                .page(0, most).list();
    }

    /// Those of these paths that the release lists.
    public List<WeightFile> files(Release release, Collection<String> paths) {
        return getSession().createSelectionQuery(
                "select f from Release r join r.files f where r.id = :release and f.path in :paths order by f.position",
                WeightFile.class).setParameter("release", release.id())
                .setParameter("paths", paths.stream().filter(path -> path.indexOf('\0') < 0).toList()).getResultList();
    }

    /// The row itself, held until the transaction ends.
    Optional<Release> lock(UUID model, String version) {
        return find("model = ?1 and version = ?2", model, version).withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    public Optional<Release> latestPublished(Model model) {
        return list(WITH_FILES + """
                r.id = (select n.id from Release n where n.model = ?1 and n.state = ?2
                order by n.publishedAt desc, n.id desc limit 1)""", model.id(), ReleaseState.PUBLISHED).stream().findFirst();
    }

    /// Every version, drafts too, newest first.
    List<Release> all(UUID model) {
        return list(WITH_FILES + "r.model = ?1 order by r.createdAt desc, r.id desc", model);
    }

    /// What was published, newest first, withdrawn ones included.
    public List<Release> history(Model model) {
        return list(WITH_FILES + "r.model = ?1 and r.state <> ?2 order by r.publishedAt desc, r.id desc", model.id(),
                ReleaseState.DRAFT);
    }
}
