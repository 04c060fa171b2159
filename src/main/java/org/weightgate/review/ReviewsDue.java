package org.weightgate.review;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Need;
import org.weightgate.catalogue.NeedsMe;
import org.weightgate.people.Person;

/// Tells a reviewer on the home page that requests wait.
@ApplicationScoped
class ReviewsDue implements NeedsMe {

    private final Jurisdiction jurisdiction;
    private final ReviewQueue queue;

    ReviewsDue(Jurisdiction jurisdiction, ReviewQueue queue) {
        this.jurisdiction = jurisdiction;
        this.queue = queue;
    }

    @Override
    @Transactional
    public List<Need> of(Person person) {
        long waiting = queue.waiting(jurisdiction.of(person));
        if (waiting == 0) {
            return List.of();
        }
        String text = waiting == 1 ? "1 request waits for a review." : waiting + " requests wait for a review.";
        return List.of(new Need("you", text, "/review"));
    }
}
