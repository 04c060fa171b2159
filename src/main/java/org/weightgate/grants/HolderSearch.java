package org.weightgate.grants;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;
import org.weightgate.events.Column;

/// Finds a model's grants page by page, newest first, by state and by the beginning of a holder's name or address.
@ApplicationScoped
class HolderSearch {

    private final Session database;

    HolderSearch(Session database) {
        this.database = database;
    }

    /// One more than asked for tells that there is another page.
    List<UUID> page(UUID model, HolderFilter filter, int most) {
        String search = filter.searches() ? """
                and g.person_id in (select p.id from person p where lower(p.display_name) like :words
                                    union all select p.id from person p where lower(p.email) like :words)
                """ : "";
        String below = filter.after().isPresent() ? "and g.id < :after " : "";
        String states = filter.show() == HolderFilter.Show.ALL ? "" : "and g.state in (:states) ";
        var query = Column.of(database,
                "select g.id from access_grant g where g.model_id = :model " + search + below + states
                        + "order by g.id desc",
                UUID.class).setParameter("model", model).setMaxResults(most);
        if (filter.searches()) {
            query.setParameter("words", filter.prefix());
        }
        filter.after().ifPresent(id -> query.setParameter("after", id));
        if (!states.isEmpty()) {
            query.setParameterList("states", filter.show().states());
        }
        return query.getResultList();
    }
}
