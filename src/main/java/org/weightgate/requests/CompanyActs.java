package org.weightgate.requests;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.weightgate.people.Person;
import org.weightgate.web.Problem.FieldError;

/// The buttons of a form that concern members, the referee and files: `invite`, `drop:ID`, `again:ID`, `remove:ID`.
@ApplicationScoped
class CompanyActs {

    private final TeamDesk team;
    private final AttachmentDesk files;
    private final Idempotency replies;

    CompanyActs(TeamDesk team, AttachmentDesk files, Idempotency replies) {
        this.team = team;
        this.files = files;
        this.replies = replies;
    }

    /// What a button did: where on the page, and what went wrong.
    record Done(String place, List<FieldError> errors) {
    }

    /// Nothing when the button is none of these. Pressed twice on one page it is as if it was pressed once.
    @Transactional
    Optional<Done> carryOut(Person person, UUID request, String action, Typing typing) {
        if (action.equals("invite")) {
            String address = typing.memberEmail();
            return Optional.of(done("team", "memberEmail",
                    once(person, typing, "invite " + address, () -> team.invite(person, request, address))));
        }
        if (action.equals("referee")) {
            return Optional.of(new Done("team", List.of()));
        }
        int colon = action.indexOf(':');
        if (colon < 0) {
            return Optional.empty();
        }
        UUID id = RequestIds.parse(action.substring(colon + 1));
        return switch (action.substring(0, colon)) {
            case "drop" -> Optional.of(done("team", "memberEmail",
                    once(person, typing, action, () -> team.drop(person, request, id))));
            case "again" -> Optional.of(done("team", "memberEmail",
                    once(person, typing, action, () -> team.inviteAgain(person, request, id))));
            case "remove" -> Optional.of(done("files", "file",
                    once(person, typing, action, () -> files.remove(person, request, id))));
            default -> Optional.empty();
        };
    }

    private Outcome<UUID> once(Person person, Typing typing, String act, Supplier<Outcome<UUID>> work) {
        String key = typing.key().isBlank() ? "" : typing.key() + ' ' + act;
        return replies.once(new Idempotency.Call(person.id(), key, "button", act), UUID.class, work);
    }

    private static Done done(String place, String field, Outcome<UUID> outcome) {
        return switch (outcome) {
            case Outcome.Done<UUID> _ -> new Done(place, List.of());
            case Outcome.Refused<UUID>(Refusal.InvalidAnswers(var errors)) -> new Done(place, errors);
            case Outcome.Refused<UUID>(var reason) ->
                new Done(place, List.of(new FieldError(field, Refusals.of(reason).detail())));
        };
    }
}
