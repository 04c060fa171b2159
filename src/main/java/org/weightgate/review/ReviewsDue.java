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

    private final QueueReader queue;

    ReviewsDue(QueueReader queue) {
        this.queue = queue;
    }

    @Override
    @Transactional
    public List<Need> of(Person person) {
        int waiting = queue.waiting(person);
        if (waiting == 0) {
            return List.of();
        }
        String text = waiting == 1 ? "1 request waits for a review."
                : QueueReader.counted(waiting) + " requests wait for a review.";
        return List.of(new Need("you", text, "/review"));
    }
}
