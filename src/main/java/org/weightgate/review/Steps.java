package org.weightgate.review;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.events.Event;
import org.weightgate.people.People;
import org.weightgate.people.Person;
import org.weightgate.requests.RequestEvent;
import org.weightgate.requests.VoidReason;
import org.weightgate.web.PlainText;

/// A request's history in words, for reviewers: with names.
@ApplicationScoped
class Steps {

    private static final int MOST = 200;

    private final People people;

    Steps(People people) {
        this.people = people;
    }

    /// The newest, oldest first.
    List<DeskView.Step> of(List<Event> events) {
        List<Event> newest = events.subList(Math.max(0, events.size() - MOST), events.size());
        Map<UUID, String> names = names(newest);
        return newest.stream()
                .map(event -> new DeskView.Step(event.at(), who(event, names), what(event),
                        to(event).map(id -> names.getOrDefault(id, "somebody")), tone(event)))
                .toList();
    }

    private Map<UUID, String> names(List<Event> events) {
        Set<UUID> named = events.stream().flatMap(event -> Stream.concat(Stream.ofNullable(event.actor()), to(event).stream()))
                .collect(Collectors.toSet());
        return people.byId(named).values().stream()
                .collect(Collectors.toMap(Person::id, person -> PlainText.oneLine(person.displayName())));
    }

    /// Whom a claim was given to.
    private static Optional<UUID> to(Event event) {
        return event.payload().get("to") instanceof String id ? Optional.of(UUID.fromString(id)) : Optional.empty();
    }

    private static String who(Event event, Map<UUID, String> names) {
        return event.actor() == null ? actorless(event) : names.getOrDefault(event.actor(), "Someone");
    }

    private static String actorless(Event event) {
        if (event.type().startsWith("expert.")) {
            return "An expert";
        }
        return event.type().startsWith("referee.") ? "The referee" : "The portal";
    }

    private static String what(Event event) {
        return ClaimRules.words(event.type()).orElseGet(() -> switch (event.type()) {
            case "expert.asked" -> "asked an expert";
            case "expert.withdrawn" -> "asked an expert no longer";
            case "expert.answered" -> "gave an opinion";
            case "member.invited" -> "invited a team member";
            case "member.joined" -> "joined the team and accepted the terms";
            case "member.declined" -> "declined to join the team, or left it";
            case "member.dropped" -> "took a member off the team";
            case "referee.named" -> "named a referee";
            case "referee.unnamed" -> "named no referee any more";
            case "referee.asked" -> "had the referee asked";
            case "referee.confirmed" -> "vouched for the applicant";
            case "referee.declined" -> "did not vouch for the applicant";
            case "request.message" -> event.payload().get("visibility") instanceof String v && v.equals("INTERNAL")
                    ? "wrote an internal note"
                    : "wrote a message";
            case "request.rejected" -> "BANNED".equals(event.payload().get("reason")) ? "placed a ban that closed it"
                    : RequestEvent.words(event.type());
            case "request.decision-voided" -> "ended a decision before it took effect: " + voided(event);
            default -> RequestEvent.words(event.type());
        });
    }

    private static String voided(Event event) {
        return event.payload().get("reason") instanceof String reason ? VoidReason.valueOf(reason).words() : "it never did";
    }

    private static String tone(Event event) {
        return switch (event.type()) {
            case "request.approved" -> "good";
            case "request.rejected" -> "bad";
            case "request.changes-requested" -> "you";
            case "request.submitted" -> "waiting";
            default -> "ended";
        };
    }
}
