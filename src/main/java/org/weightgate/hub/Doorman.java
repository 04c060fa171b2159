package org.weightgate.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;
import org.weightgate.downloads.DownloadGate;
import org.weightgate.downloads.Ticket;
import org.weightgate.downloads.Way;
import org.weightgate.events.DatabaseClock;
import org.weightgate.grants.Grant;
import org.weightgate.grants.Grants;
import org.weightgate.people.CurrentPerson;
import org.weightgate.people.Person;
import org.weightgate.web.Network;

import io.quarkus.narayana.jta.QuarkusTransaction;

/// Takes a client's wish to the one gate and brings back what it said, in the client's words.
@ApplicationScoped
class Doorman {

    private static final Duration ENDS_SOON = Duration.ofDays(14);

    private final DownloadGate gate;
    private final CurrentPerson current;
    private final Grants grants;
    private final DatabaseClock clock;
    private final Denials denials;

    Doorman(DownloadGate gate, CurrentPerson current, Grants grants, DatabaseClock clock, Denials denials) {
        this.gate = gate;
        this.current = current;
        this.grants = grants;
        this.clock = clock;
        this.denials = denials;
    }

    /// An address in the store for this one file.
    String address(Snapshot snapshot, HubFile file, Way way, @Nullable Network network) {
        return pass(snapshot, person -> gate.mint(person, snapshot.releaseName(), List.of(file.path()), way, network))
                .files().getFirst().url();
    }

    /// Leave to answer with a small file.
    void serve(Snapshot snapshot, HubFile file, @Nullable Network network) {
        pass(snapshot, person -> gate.serve(person, snapshot.releaseName(), file.path(), network));
    }

    /// Lets pass whoever would get a file; gives nothing.
    void look(Snapshot snapshot) {
        pass(snapshot, person -> gate.look(person, snapshot.releaseName()));
    }

    /// What a client should tell its reader about access to this snapshot; nothing when all is well or nobody is signed in.
    Optional<String> warning(Snapshot snapshot) {
        return current.find().flatMap(person -> switch (gate.look(person, snapshot.releaseName())) {
            case Ticket.Refused refused -> Optional.of(denials.warning(denials.refused(refused)));
            case Ticket.Granted _ -> endsSoon(person, snapshot);
        });
    }

    private Ticket.Granted pass(Snapshot snapshot, Function<Person, Ticket> ask) {
        Person person = current.find().orElseThrow(() -> HubException.gated(401, denials.anonymous(snapshot)));
        return switch (ask.apply(person)) {
            case Ticket.Granted granted -> granted;
            case Ticket.Refused refused -> throw refused.retryAfter()
                    .map(wait -> HubException.tooMany(denials.refused(refused), wait))
                    .orElseGet(() -> HubException.gated(403, denials.refused(refused)));
        };
    }

    private Optional<String> endsSoon(Person person, Snapshot snapshot) {
        return QuarkusTransaction.joiningExisting().call(() -> {
            Instant now = clock.now();
            return grants.current(person.id(), snapshot.model()).map(Grant::endsAt)
                    .filter(end -> end.isBefore(now.plus(ENDS_SOON)))
                    .map(end -> denials.warning(denials.endsSoon(snapshot, end)));
        });
    }
}
