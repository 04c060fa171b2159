package org.weightgate.grants;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.ReleaseUse;

/// How many people hold a grant on a model, for its publisher.
@ApplicationScoped
class ReleaseHolders implements ReleaseUse {

    private final Grants grants;

    ReleaseHolders(Grants grants) {
        this.grants = grants;
    }

    @Override
    public Line of(Model model, UUID release) {
        long people = grants.count("model = ?1 and state in (ACTIVE, SUSPENDED)", model.id());
        String text = people == 0 ? "Nobody yet" : people == 1 ? "1 person" : people + " people";
        return new Line("Hold a grant on the model", text, "/grants/model/" + model.fullName(), people);
    }

    @Override
    public int priority() {
        return 10;
    }
}
