package org.weightgate.review;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.requests.AccessRequest;

/// Whether someone has a part in a request themselves and so does not look after it.
@ApplicationScoped
class Involved {

    Involved() {
    }

    boolean in(AccessRequest request, UUID person) {
        return request.personId().equals(person);
    }
}
