package org.weightgate.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import org.weightgate.events.PlainSql;
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

    /// The same with all that every ticket begins with, in one query; nothing where any of it is missing.
    public Optional<InForce> inForce(String namespace, String name, String version) {
        boolean newest = version.equals("latest");
        var query = getSession().createSelectionQuery("""
                select m, r, p, instant from Model m join Release r on r.model = m.id join AccessPolicy p on p.model = m.id
                where m.namespace = :namespace and m.name = :name
                    and p.version = (select max(q.version) from AccessPolicy q where q.model = m.id) and r.id = (
                """ + (newest ? """
                select n.id from Release n where n.model = m.id and n.state = PUBLISHED
                order by n.publishedAt desc, n.id desc limit 1)""" : """
                select n.id from Release n where n.model = m.id and n.version = :version)"""), InForce.class)
                .setParameter("namespace", namespace).setParameter("name", name);
        return (newest ? query : query.setParameter("version", version)).uniqueResultOptional();
    }

    /// An open release, without its files: drafts are nobody's business, and whoever has all the bytes already must hear that they
    /// were withdrawn.
    public Release requireOpen(Model model, String version) {
        Release release = head(model, version).filter(found -> found.state() != ReleaseState.DRAFT)
                .orElseThrow(() -> version.equals("latest") ? noneOpen(model)
                        : ProblemException.notFound(model.fullName() + " has no such release. Its page lists those it has."));
        if (release.state() == ReleaseState.WITHDRAWN) {
            throw new ProblemException(410, "release-withdrawn", "Release " + release.version() + " was withdrawn"
                    + release.withdrawnBecause()
                    + ". It is not given out any more; the model's page has what takes its place.");
        }
        return release;
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

    /// All files, without the bookkeeping that would find changes of a release's own list: what is not flushed is not seen.
    public List<WeightFile> files(Release release) {
        return PlainSql.list(getSession(), Releases::file,
                "select position, path, role, size, sha256 from weight_file where release_id = ? order by position",
                release.id());
    }

    /// Those of these paths that the release lists. An array, because a list of values is another statement for each length.
    /// What is not flushed is not seen.
    public List<WeightFile> files(Release release, Collection<String> paths) {
        return PlainSql.list(getSession(), Releases::file, """
                select position, path, role, size, sha256 from weight_file
                where release_id = ? and path = any (?) order by position""", release.id(),
                paths.stream().filter(path -> path.indexOf('\0') < 0).toArray(String[]::new));
    }

    private static WeightFile file(ResultSet row) throws SQLException {
        return new WeightFile(row.getInt(1), row.getString(2), row.getString(3), row.getLong(4), row.getString(5));
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
