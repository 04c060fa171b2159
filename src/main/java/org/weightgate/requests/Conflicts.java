package org.weightgate.requests;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.Session;

/// Who declared that they should not decide on a request.
@ApplicationScoped
public class Conflicts {

    private final Session database;

    Conflicts(Session database) {
        this.database = database;
    }

    public Set<UUID> of(UUID request) {
        return database.createNativeQuery("select person_id from review_conflict where request_id = :request", UUID.class)
                .setParameter("request", request).getResultStream().collect(Collectors.toUnmodifiableSet());
    }
}
