package org.weightgate.requests;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.weightgate.web.PlainText;
import org.weightgate.web.Problem.FieldError;

/// Who may vouch for an applicant, and how often somebody may be asked. Pure.
final class RefereeRules {

    static final Duration BETWEEN = Duration.ofMinutes(2);
    static final int A_DAY = 5;
    static final int LONGEST_COMMENT = 4000;

    private RefereeRules() {
    }

    static List<FieldError> problems(String name, String email, String applicantAddress, List<Member> team) {
        var errors = new ArrayList<FieldError>();
        String line = PlainText.oneLine(name);
        if (line.isEmpty() || line.codePointCount(0, line.length()) > 200) {
            errors.add(new FieldError("refereeName", "Enter the referee's name, up to 200 characters."));
        }
        Optional<MailAddress> address = MailAddress.parse(email);
        if (address.isEmpty()) {
            errors.add(
                    new FieldError("refereeEmail", "Enter the referee's mail address, for example name@university.example."));
        } else if (address.get().isThatOf(applicantAddress)) {
            errors.add(new FieldError("refereeEmail", "This is your own address. A referee is somebody else."));
        } else if (team.stream().filter(Member::isOpen)
                .anyMatch(member -> address.get().isThatOf(member.email()) || address.get().isThatOf(member.account()))) {
            errors.add(new FieldError("refereeEmail", "This is a member of your team. A referee is somebody outside of it."));
        }
        return List.copyOf(errors);
    }

    /// When the next link may be sent, if not now; `sent` are those of the last day, newest first.
    static Optional<Instant> nextAllowed(List<Instant> sent, Instant now) {
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        Instant next = sent.size() >= A_DAY ? sent.get(A_DAY - 1).plus(Duration.ofDays(1)) : sent.getFirst().plus(BETWEEN);
        return now.isBefore(next) ? Optional.of(next) : Optional.empty();
    }

    /// Why a link leads nowhere any more, if so.
    static Optional<String> shut(RefereeInvitation asked, RequestState state, int revision, Instant now) {
        if (asked.isAnswered()) {
            return Optional.of("This question has been answered. Thank you; there is nothing more to do.");
        }
        if (asked.state() == RefereeInvitation.State.VOID || asked.revision() != revision) {
            return Optional.of("This link has been replaced: the request changed, or a newer mail was sent to you.");
        }
        if (state != RequestState.SUBMITTED) {
            return Optional.of("The request is not with the reviewers any more. There is nothing to answer.");
        }
        return now.isBefore(asked.expiresAt()) ? Optional.empty()
                : Optional.of("This link is too old. The applicant can send you a new one.");
    }
}
