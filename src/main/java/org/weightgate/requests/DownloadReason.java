package org.weightgate.requests;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.RequestReason;

/// Tells the download gate how far the latest request of someone without a grant has come.
@ApplicationScoped
class DownloadReason implements RequestReason {

    private final AccessRequests requests;

    DownloadReason(AccessRequests requests) {
        this.requests = requests;
    }

    @Override
    @Transactional
    public Optional<String> reasonFor(UUID person, UUID model) {
        return requests.latest(person, model).flatMap(request -> switch (request.state()) {
            case SUBMITTED -> Optional.of("pending");
            case CHANGES_REQUESTED -> Optional.of("changes-requested");
            case REJECTED -> Optional.of("rejected");
            case DRAFT, APPROVED, WITHDRAWN, LAPSED -> Optional.empty();
        });
    }
}
