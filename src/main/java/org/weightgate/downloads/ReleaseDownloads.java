package org.weightgate.downloads;

import java.time.Instant;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ReleaseUse;

/// How often and by how many a release was asked for lately, for its publisher.
@ApplicationScoped
class ReleaseDownloads implements ReleaseUse {

    private static final int DAYS = 90;

    private record Asked(long urls, long people, @Nullable Instant last) {
    }

    private final Session database;

    ReleaseDownloads(Session database) {
        this.database = database;
    }

    @Override
    public Line of(Model model, UUID release) {
        Asked asked = database.createNativeQuery("""
                select count(*), count(distinct person_id), max(minted_at) from url_mint
                where release_id = :release and minted_at > transaction_timestamp() - make_interval(days => :days)""",
                Object[].class).setParameter("release", release).setParameter("days", DAYS)
                .setTupleTransformer((row, _) -> new Asked(((Number) row[0]).longValue(), ((Number) row[1]).longValue(),
                        (Instant) row[2]))
                .getSingleResult();
        String text = asked.urls() == 0 ? "None in the last " + DAYS + " days"
                : (asked.urls() == 1 ? "1 address of a file" : asked.urls() + " addresses of files") + " given to "
                        + asked.people()
                        + (asked.people() == 1 ? " person" : " people") + " in the last " + DAYS + " days";
        return new Line("Downloads", text, "/models/" + model.fullName() + "/usage", asked.people());
    }

    @Override
    public int priority() {
        return 20;
    }
}
