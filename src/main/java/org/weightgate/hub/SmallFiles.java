package org.weightgate.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// What git calls the contents of small files, found out once.
@ApplicationScoped
class SmallFiles {

    private static final int AT_ONCE = 1000;

    private final Session database;

    SmallFiles(Session database) {
        this.database = database;
    }

    /// SHA-256 to git's name, for those that are known.
    @Transactional
    Map<String, String> known(UUID model, List<String> sha256s) {
        var known = new HashMap<String, String>();
        for (int from = 0; from < sha256s.size(); from += AT_ONCE) {
            var some = new ArrayList<>(sha256s.subList(from, Math.min(from + AT_ONCE, sha256s.size())));
            database.createNativeQuery("select sha256, git_sha1 from small_file where model_id = :model and sha256 in :some",
                    Tuple.class).setParameter("model", model).setParameter("some", some).getResultList()
                    .forEach(row -> known.put(row.get("sha256", String.class), row.get("git_sha1", String.class)));
        }
        return known;
    }

    @Transactional
    void remember(UUID model, Map<String, String> gitBySha256) {
        database.createNativeMutationQuery("""
                insert into small_file select :model, sha256, git
                from unnest(cast(:sha256s as text[]), cast(:gits as text[])) as found (sha256, git)
                order by sha256 on conflict do nothing""")
                .setParameter("model", model).setParameter("sha256s", "{" + String.join(",", gitBySha256.keySet()) + "}")
                .setParameter("gits", "{" + String.join(",", gitBySha256.values()) + "}").executeUpdate();
    }
}
