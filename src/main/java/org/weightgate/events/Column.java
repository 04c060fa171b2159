package org.weightgate.events;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.query.TupleTransformer;

/// Native queries of one column.
public final class Column {

    /// A record, so that equal queries have equal keys in Hibernate's cache of plans. A query that names the class as its
    /// result is not found there again (7.2): each call makes a plan anew and leaves another entry to be compared with.
    private record First<T>(Class<T> type) implements TupleTransformer<T> {

        private static final long serialVersionUID = 1;

        @Override
        public T transformTuple(Object[] row, String[] names) {
            return type.cast(row[0]);
        }
    }

    private Column() {
    }

    public static <T> NativeQuery<T> of(Session database, String sql, Class<T> type) {
        return database.createNativeQuery(sql, Object[].class).setTupleTransformer(new First<>(type));
    }
}
