package org.weightgate.events;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/// Statements by JDBC alone, in the session's transaction. For what every submission and every ticket asks and writes: Hibernate's own native
/// statements write down all changed entities first and cost several times as much. So these do not see what has not been
/// flushed, and must not reach tables whose entities the same transaction changes.
public final class PlainSql {

    @FunctionalInterface
    public interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private PlainSql() {
    }

    /// One of several statements.
    record Step(String sql, List<@Nullable Object> values) {
    }

    /// Several statements in one journey, in their order.
    static void together(Session database, List<Step> steps) {
        update(database, steps.stream().map(Step::sql).collect(Collectors.joining(";\n")),
                steps.stream().flatMap(step -> step.values().stream()).toArray());
    }

    /// How many rows were changed.
    public static int update(Session database, String sql, @Nullable Object... values) {
        return database.doReturningWork(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                bind(statement, values);
                return statement.executeUpdate();
            }
        });
    }

    /// The same statement several times in one journey; how many rows each changed.
    public static int[] updateAll(Session database, String sql, List<@Nullable Object[]> each) {
        return database.doReturningWork(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                for (@Nullable
                Object[] values : each) {
                    bind(statement, values);
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    public static <T> List<T> list(Session database, Reader<T> reader, String sql, @Nullable Object... values) {
        return database.doReturningWork(connection -> {
            try (var statement = connection.prepareStatement(sql)) {
                bind(statement, values);
                try (var rows = statement.executeQuery()) {
                    return read(rows, reader);
                }
            }
        });
    }

    /// What is found once another query has come to its end, both in one journey: the second sees what was committed while the
    /// first waited. The values are those of both.
    public static <T> List<T> listAfter(Session database, String first, Reader<T> reader, String sql,
            @Nullable Object... values) {
        return database.doReturningWork(connection -> {
            try (var statement = connection.prepareStatement(first + ";\n" + sql)) {
                bind(statement, values);
                statement.execute();
                statement.getMoreResults();
                try (var rows = statement.getResultSet()) {
                    return read(rows, reader);
                }
            }
        });
    }

    private static <T> List<T> read(ResultSet rows, Reader<T> reader) throws SQLException {
        var found = new ArrayList<T>();
        while (rows.next()) {
            found.add(reader.read(rows));
        }
        return found;
    }

    public static <T> Optional<T> first(Session database, Reader<T> reader, String sql, @Nullable Object... values) {
        return list(database, reader, sql, values).stream().findFirst();
    }

    /// Of a column that is never empty.
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Instant at ? at.atOffset(ZoneOffset.UTC) : values[i];
            statement.setObject(i + 1, value);
        }
    }
}
