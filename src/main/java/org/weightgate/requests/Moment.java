package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.weightgate.events.Event;
import org.weightgate.notices.Delivery;
import org.weightgate.notices.MailState;

/// One line of a request's timeline.
public record Moment(Instant when, String words, String tone) {

    static List<Moment> of(List<Event> events) {
        return events.stream().flatMap(
                event -> words(event).map(words -> new Moment(event.at(), words, tone(event.type()))).stream())
                .toList();
    }

    static List<Moment> ofMails(List<Delivery> mails) {
        return mails.stream().map(mail -> new Moment(mail.since(),
                "Mail “" + mail.subject() + "” " + mail.state().words()
                        + (mail.said().isEmpty() || mail.state() == MailState.SENT
                                ? ""
                                : ": " + mail.said()),
                mail.state().lost() ? "bad" : "draft")).toList();
    }

    /// Votes are the reviewers' own business until they lead to something.
    private static Optional<String> words(Event event) {
        return Optional.ofNullable(switch (event.type()) {
            case RequestEvent.Started.TYPE -> "You started the request";
            case RequestEvent.Submitted.TYPE -> "You sent it" + revision(event);
            case RequestEvent.ChangesRequested.TYPE -> "A reviewer asked for changes";
            case RequestEvent.Approved.TYPE -> "It was approved";
            case RequestEvent.Rejected.TYPE -> RejectionReason.BANNED.name().equals(event.payload().get("reason"))
                    ? "A ban closed it"
                    : "It was not approved";
            case RequestEvent.Withdrawn.TYPE -> "You withdrew it";
            case RequestEvent.Lapsed.TYPE -> "It was closed after a long silence";
            case Messages.EVENT -> message(event);
            case "claim.taken" -> "A reviewer has begun to read it";
            case "member.joined" -> "A team member joined";
            case "member.declined" -> "A team member declined or left";
            case "referee.asked" -> "Your referee was asked";
            case "referee.confirmed" -> "Your referee vouched for you";
            case "referee.declined" -> "Your referee did not vouch for you";
            default -> null;
        });
    }

    /// The reviewers' own notes are nobody else's business.
    private static @Nullable String message(Event event) {
        if (!Visibility.APPLICANT.name().equals(event.payload().get("visibility"))) {
            return null;
        }
        return Boolean.TRUE.equals(event.payload().get("fromApplicant")) ? "You wrote a message" : "A reviewer wrote to you";
    }

    private static String tone(String type) {
        return switch (type) {
            case RequestEvent.Submitted.TYPE -> RequestState.SUBMITTED.tone();
            case RequestEvent.ChangesRequested.TYPE -> RequestState.CHANGES_REQUESTED.tone();
            case RequestEvent.Approved.TYPE -> RequestState.APPROVED.tone();
            case RequestEvent.Rejected.TYPE -> RequestState.REJECTED.tone();
            default -> RequestState.DRAFT.tone();
        };
    }

    private static String revision(Event event) {
        return event.payload().get("revision") instanceof Integer number && number > 1 ? " again (revision " + number + ")"
                : "";
    }

    static List<Moment> merge(List<Moment> one, List<Moment> other) {
        return Stream.concat(one.stream(), other.stream())
                .sorted((a, b) -> a.when().compareTo(b.when())).toList();
    }
}
