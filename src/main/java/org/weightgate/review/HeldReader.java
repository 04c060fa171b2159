package org.weightgate.review;

import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.AccessRequest;
import org.weightgate.requests.Held;

/// The held decision of a request, for those who may read its desk.
@ApplicationScoped
class HeldReader {

    private final DeskReader reader;
    private final People people;

    HeldReader(DeskReader reader, People people) {
        this.reader = reader;
        this.people = people;
    }

    @Transactional
    Optional<HeldView> read(Person reviewer, UUID id) {
        return reader.find(reviewer, id).flatMap(request -> request.held().map(held -> view(reviewer, request, held)));
    }

    private HeldView view(Person reviewer, AccessRequest request, Held held) {
        Person author = people.findById(held.by());
        return HeldView.of(request, held, author.displayName(), author.id().equals(reviewer.id()));
    }
}
