package org.weightgate.requests;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.weightgate.catalogue.DownloadRecord.Downloaded;
import org.weightgate.web.Instants;

/// The usage reports that came with renewals.
@ApplicationScoped
public class UsageReports {

    private final Session database;

    UsageReports(Session database) {
        this.database = database;
    }

    @Transactional(Transactional.TxType.MANDATORY)
    void keep(UUID request, UsageReport report, Downloaded downloaded, Instant now) {
        String releases = String.join(", ", downloaded.releases());
        database.createNativeMutationQuery("""
                insert into usage_report (request_id, summary, publications, files, bytes, releases, last_at, written_at)
                values (:request, :summary, :publications, :files, :bytes, :releases, cast(:last as timestamptz), :now)""")
                .setParameter("request", request).setParameter("summary", report.summary())
                .setParameter("publications", report.publications()).setParameter("files", downloaded.files())
                .setParameter("bytes", downloaded.bytes())
                .setParameter("releases", releases.length() > 1000 ? releases.substring(0, 1000) : releases)
                .setParameter("last", downloaded.last(), Instant.class).setParameter("now", now).executeUpdate();
    }

    @Transactional
    Optional<UsageReport> of(UUID request) {
        return row(request)
                .map(row -> new UsageReport(row.get("summary", String.class), row.get("publications", String.class)));
    }

    /// The answers of a request with the report, if there is one, before them.
    @Transactional
    public List<AnswerView> before(UUID request, List<AnswerView> answers) {
        return row(request).map(row -> {
            var all = new ArrayList<AnswerView>();
            all.add(new AnswerView("usage", "What it was used for (renewal)", row.get("summary", String.class), List.of()));
            all.add(new AnswerView("publications", "What came of it", "",
                    Links.split(row.get("publications", String.class)).stream().filter(Links::isWebAddress).toList()));
            all.add(new AnswerView("downloaded", "What was downloaded", downloaded(row), List.of()));
            all.addAll(answers);
            return List.copyOf(all);
        }).orElse(answers);
    }

    private Optional<Tuple> row(UUID request) {
        return database.createNativeQuery(
                "select summary, publications, files, bytes, releases, last_at from usage_report where request_id = :request",
                Tuple.class).setParameter("request", request).getResultStream().findFirst();
    }

    private static String downloaded(Tuple row) {
        Instant last = row.get("last_at", Instant.class);
        if (last == null) {
            return "Nothing, as far as the portal knows.";
        }
        long files = row.get("files", Long.class);
        return files + (files == 1 ? " file of " : " files of ") + row.get("releases", String.class) + ", last on "
                + Instants.day(last) + ".";
    }
}
