package org.weightgate.requests;

import jakarta.enterprise.context.ApplicationScoped;

/// Reads who stands beside the applicant of a request. Whatever changes the answer holds the request's row first.
@ApplicationScoped
class Companions {

    Companions() {
    }

    @SuppressWarnings("unused")
    Company of(AccessRequest request) {
        return Company.NOBODY;
    }
}
