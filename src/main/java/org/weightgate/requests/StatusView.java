package org.weightgate.requests;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.weightgate.web.Problem.FieldError;

/// A request as its applicant sees it.
///
/// @param unsent      whether the answers are a draft that no reviewer has read
/// @param unsentReply what was to go to the reviewers with those answers
public record StatusView(UUID id, String reference, String model, Banner banner, Optional<Outlook> outlook,
        Optional<String> reviewerText, List<FieldNote> notes, List<Moment> timeline, List<AnswerView> answers,
        boolean unsent, Optional<Terms> accepted, Actions actions, Optional<Banned> banned, String key, ThreadView thread,
        Beside beside, Attempt attempt, List<MailView> mails, Optional<String> unsentReply) {

    /// Where in the queue it is, and how long that usually takes.
    public record Outlook(String place, String forecast) {
    }

    /// What keeps the applicant away from the model now that the request is closed.
    ///
    /// @param last the last moment of it, if it has an end
    public record Banned(String reason, Optional<Instant> last) {
    }

    /// What can be done with it now.
    ///
    /// @param copy  apply again with its answers
    /// @param renew what was approved since, or before, is renewed instead
    public record Actions(boolean edit, boolean download, boolean withdraw, boolean copy, boolean renew, boolean correctReferee,
            boolean waiting) {
    }

    /// The people and files that go with it, and how far the mails to those people have come.
    public record Beside(Team team, List<Attachment> files, Map<UUID, MailView> ways, Optional<MailView> refereesMail) {

        public @Nullable MailView wayTo(Member member) {
            return ways.get(member.id());
        }

        public boolean isRefereeUnreached() {
            return refereesMail.filter(MailView::lost).isPresent();
        }
    }

    /// What was typed on this page and refused.
    public record Attempt(String message, String refereeName, String refereeEmail, List<FieldError> errors) {

        public static final Attempt NONE = new Attempt("", "", "", List.of());

        static Attempt message(String typed, String problem) {
            return new Attempt(typed, "", "", List.of(new FieldError("message", problem)));
        }

        public boolean isOfReferee() {
            return errors.stream().anyMatch(error -> error.field().startsWith("referee"));
        }
    }

    public String applyPath() {
        return "/models/" + model + "/apply";
    }

    public List<String> notesOn(String field) {
        return notes.stream().filter(note -> note.field().equals(field)).map(FieldNote::text).toList();
    }

    /// The newest mail to the applicant came back, so they should look at their address.
    public boolean isMailLost() {
        return mails.stream().max(Comparator.comparing(mail -> mail.when())).filter(MailView::lost).isPresent();
    }

    /// Whether anything can still happen that a reader would wait for.
    public boolean isLive() {
        return actions.waiting();
    }
}
