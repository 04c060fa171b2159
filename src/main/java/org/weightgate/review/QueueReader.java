package org.weightgate.review;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.catalogue.Model;
import org.weightgate.catalogue.Models;
import org.weightgate.events.DatabaseClock;
import org.weightgate.people.Person;
import org.weightgate.requests.RequestState;

/// Reads the queue of one person: only the models they may review at this moment.
@ApplicationScoped
class QueueReader {

    private static final List<RequestState> STATES = List.of(RequestState.SUBMITTED, RequestState.CHANGES_REQUESTED,
            RequestState.APPROVED, RequestState.REJECTED, RequestState.WITHDRAWN);
    private static final int PAGE = 50;

    private final Jurisdiction jurisdiction;
    private final ReviewQueue queue;
    private final Models models;
    private final DatabaseClock clock;

    QueueReader(Jurisdiction jurisdiction, ReviewQueue queue, Models models, DatabaseClock clock) {
        this.jurisdiction = jurisdiction;
        this.queue = queue;
        this.models = models;
        this.clock = clock;
    }

    @Transactional
    QueueView read(Person person, Optional<String> stateName, Optional<String> modelName, Optional<String> after) {
        List<Model> mine = jurisdiction.of(person).stream().map(models::findById).toList();
        RequestState state = STATES.stream().filter(known -> known.name().equals(stateName.orElse(""))).findFirst()
                .orElse(RequestState.SUBMITTED);
        Optional<Model> chosen = mine.stream().filter(model -> model.fullName().equals(modelName.orElse(""))).findFirst();
        List<UUID> ids = chosen.map(Stream::of).orElseGet(mine::stream).map(Model::id).toList();
        List<QueueRow> rows = queue.page(new ReviewQueue.Filter(ids, state, after.flatMap(QueueReader::cursor), PAGE));
        boolean more = rows.size() > PAGE;
        List<QueueRow> shown = more ? rows.subList(0, PAGE) : rows;
        return new QueueView(shown, STATES, state, mine.stream().map(Model::fullName).sorted().toList(),
                chosen.map(Model::fullName).orElse(""),
                more ? Optional.of(cursor(shown.getLast())) : Optional.empty(), clock.now());
    }

    private static String cursor(QueueRow last) {
        return last.waitingSince() + "~" + last.id();
    }

    private static Optional<ReviewQueue.After> cursor(String text) {
        String[] parts = text.split("~", 2);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ReviewQueue.After(Instant.parse(parts[0]), UUID.fromString(parts[1])));
        } catch (DateTimeParseException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
