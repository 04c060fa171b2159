package org.weightgate.review;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

/// Asks the indexes of what is searched. Words that are common in every text make them read very much, so answers are searched for a
/// bounded time only; beginnings of names, addresses and references are always found.
@ApplicationScoped
class SearchIndex {

    private static final int MOST = 1500;
    private static final int BEGINNINGS_MILLIS = 5_000;
    private static final int ANSWERS_MILLIS = 60;
    private static final String OUT_OF_TIME = "57014";

    private final Session database;

    SearchIndex(Session database) {
        this.database = database;
    }

    /// @param cut there may be more
    record Candidates(Set<UUID> ids, boolean cut) {
    }

    /// What a `like` compares: everything that begins so.
    static String pattern(String folded) {
        return folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    @Transactional(Transactional.TxType.MANDATORY)
    Candidates candidates(List<UUID> models, String folded, boolean answers) {
        return database.doReturningWork(connection -> {
            var ids = new LinkedHashSet<UUID>();
            boolean cut = !add(connection, "queue_beginnings", models, folded, BEGINNINGS_MILLIS, ids);
            if (answers) {
                cut |= !add(connection, "queue_answers", models, "%" + pattern(folded), ANSWERS_MILLIS, ids);
            }
            return new Candidates(ids, cut);
        });
    }

    /// True when all there are were found. What the time limit breaks off is undone alone, not the reader's transaction.
    private static boolean add(Connection connection, String function, List<UUID> models, String words, int millis,
            Set<UUID> ids) throws SQLException {
        try (Statement frame = connection.createStatement()) {
            frame.execute("savepoint search");
            frame.execute("set local statement_timeout = " + millis);
            boolean all = false;
            try {
                all = read(connection, function, models, words, ids);
            } catch (SQLException e) {
                if (!OUT_OF_TIME.equals(e.getSQLState())) {
                    throw e;
                }
            }
            frame.execute("rollback to savepoint search");
            return all;
        }
    }

    private static boolean read(Connection connection, String function, List<UUID> models, String words, Set<UUID> ids)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select " + function + "(?, ?, ?)")) {
            query.setArray(1, connection.createArrayOf("uuid", models.toArray()));
            query.setString(2, words);
            query.setInt(3, MOST);
            int found = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                    found++;
                }
            }
            return found < MOST;
        }
    }
}
