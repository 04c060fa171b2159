package org.weightgate.review;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.weightgate.requests.AnswerView;
import org.weightgate.requests.Attachment;
import org.weightgate.requests.Conflicts;
import org.weightgate.requests.Question;
import org.weightgate.requests.RejectionReason;
import org.weightgate.requests.RequestState;
import org.weightgate.requests.Team;
import org.weightgate.requests.Verdict;
import org.weightgate.web.Problem.FieldError;

/// A request on the reviewer's desk.
///
/// @param seen what the page was made from; a decision names it, and the page asks whether it still holds
public record DeskView(UUID id, String reference, String model, RequestState state, Seen seen, Sheet sheet, Person person,
        Beside beside, Bench bench, Claiming claiming, Talk thread, List<Expert> experts, Words words, List<Step> steps,
        Attempt attempt, Optional<Origin> origin,
        From from, boolean last, Optional<Flash> flash, String reapplyFrom, String key) {

    /// What a decision made on this page rests on.
    ///
    /// @param seq the last thing that had happened
    public record Seen(int version, int revision, String factsDigest, int seq) {
    }

    /// The answers of one revision, with what changed since another.
    ///
    /// @param comparedWith the revision the changes are marked against, 0 for none
    public record Sheet(int revision, int current, Instant sent, int comparedWith, List<Version> versions,
            List<Answer> answers) {

        public boolean isOld() {
            return revision != current;
        }

        public boolean isCompared() {
            return comparedWith > 0;
        }

        /// Whether its answers are gone: none was ever sent without a name.
        public boolean isErased() {
            return answers.stream().map(Answer::view)
                    .anyMatch(answer -> answer.id().equals(Question.NAME.id()) && answer.isEmpty());
        }

        public long changedCount() {
            return answers.stream().filter(Answer::changed).count();
        }
    }

    public record Version(int number, Instant sent) {
    }

    /// One answer, with what was said about it.
    ///
    /// @param asked what the applicant was asked to change here
    public record Answer(AnswerView view, boolean changed, List<WordDiff.Piece> diff, List<FieldNotes.Note> notes,
            List<String> asked) {

        /// The name of the form for a note beside it.
        public String noteForm() {
            return "note-" + view.id();
        }
    }

    /// The applicant, as they were at the last sign-in.
    ///
    /// @param erased whether their address is gone; a banned person's stays when the rest is erased
    public record Person(String name, String username, String email, boolean emailVerified, boolean erased, String institution,
            Instant known,
            List<Earlier> earlier, List<Similar.Group> similar) {
    }

    /// The request this one goes on from.
    public record Origin(UUID id, String reference, RequestState state, boolean renewed) {
    }

    public record Earlier(UUID id, String reference, String model, RequestState state, Instant when) {
    }

    /// The files sent with the revision that is shown, and the people who ask together or vouch.
    public record Beside(List<Attachment> files, Team team) {
    }

    /// How it was decided, for those who look at it afterwards.
    ///
    /// @param until       how long access was given
    /// @param reapplyFrom from when the applicant may apply again
    public record Decided(Optional<String> reason, Optional<String> text, Optional<Instant> until,
            Optional<Instant> reapplyFrom) {
    }

    /// Who decides, on what, and how far they are.
    ///
    /// @param own    the reader's vote on this revision
    /// @param barred why the reader does not decide on it, if they do not
    public record Bench(List<Check> checks, List<Vote> votes, Optional<Verdict> own, int approvals, int rejections, int quorum,
            boolean majority, int grantDays,
            int holdSeconds, Optional<Pending> held, Clock clock, Instant since, Optional<String> barred,
            boolean conflictDeclared, List<Conflicts.Declared> conflicts,
            boolean termsOutdated, Decided decided, long lapseDays) {

        /// Whether the reader's approval would decide.
        public boolean isLastVote() {
            return !voted(Verdict.APPROVE) && (majority ? decides(Verdict.APPROVE) : approvals + 1 >= quorum);
        }

        /// Whether either vote of a reader who has not voted would decide.
        public boolean isDeciding() {
            return own.isEmpty() && isLastVote() && (!majority || decides(Verdict.REJECT));
        }

        /// Enough vote for a majority, and with this vote there is one.
        private boolean decides(Verdict vote) {
            int approving = approvals - (voted(Verdict.APPROVE) ? 1 : 0) + (vote == Verdict.APPROVE ? 1 : 0);
            int rejecting = rejections - (voted(Verdict.REJECT) ? 1 : 0) + (vote == Verdict.REJECT ? 1 : 0);
            return approving + rejecting >= quorum && approving != rejecting;
        }

        /// Enough voted for a majority, and there is none.
        private boolean isEven() {
            return majority && approvals > 0 && approvals == rejections && approvals + rejections >= quorum;
        }

        boolean voted(Verdict verdict) {
            return own.filter(verdict::equals).isPresent();
        }

        public String needed() {
            int more = quorum - approvals - 1;
            if (voted(Verdict.APPROVE) || voted(Verdict.REJECT)) {
                return "You have " + (voted(Verdict.APPROVE) ? "approved" : "rejected") + " this revision"
                        + (isEven() ? ", and the votes are even: one more reviewer has to vote, or one of you votes otherwise."
                                : ", and another reviewer has to vote. You can still change your mind.");
            }
            if (isEven()) {
                return "The votes are even: yours decides.";
            }
            if (majority && isDeciding()) {
                return "Yours is the last vote that is needed: the side with more than half of the votes decides.";
            }
            if (majority) {
                return quorum + " reviewers vote and the side with more than half of the votes decides; " + votes.size()
                        + " voted so far.";
            }
            return more <= 0 ? "Yours is the deciding vote."
                    : (more == 1 ? "One more reviewer has" : more + " more reviewers have")
                            + " to agree after you; nothing is given or mailed before that.";
        }

        public String afterwards() {
            return holdSeconds == 0 ? "It takes effect at once and a mail leaves."
                    : "It takes effect and a mail leaves in " + holdSeconds + " s; until then you can undo it.";
        }
    }

    /// A decision that has been made and can still be taken back.
    public record Pending(String verdict, String by, boolean mine, Instant endsAt) {

        String who() {
            return mine ? "You" : by;
        }
    }

    /// What became of the request the reader decided on before this one.
    public record Flash(UUID id, String reference, String words, Optional<Instant> endsAt, int version, boolean undoable) {
    }

    /// One thing that was looked at.
    ///
    /// @param why where it comes from and why it may be wrong
    public record Check(String words, String tone, String verdict, String why) {
    }

    /// What one reviewer said.
    ///
    /// @param why  the reason of a rejection
    /// @param text what its author wrote for the applicant, who reads only the last one
    public record Vote(String reviewer, String verdict, Instant when, Optional<String> why, Optional<String> text) {
    }

    /// What somebody did.
    ///
    /// @param to the name of whom a claim was given to
    public record Step(Instant when, String who, String what, Optional<String> to, String tone) {
    }

    /// Who looks at it, and what the reader may do about that.
    ///
    /// @param colleagues to whom it can be given
    public record Claiming(Optional<Claim> claim, boolean mine, boolean lead, boolean open, List<Colleague> colleagues) {

        public boolean isGiving() {
            return (mine || lead) && open && !colleagues.isEmpty();
        }
    }

    public record Talk(List<Entry> entries, boolean writable, int longest) {

        public record Entry(UUID id, String author, boolean fromApplicant, boolean internal, String body, Instant when,
                boolean erased) {
        }
    }

    public record Words(List<DecisionTemplate> templates, List<CannedReply> replies) {

        public List<DecisionTemplate> rejections() {
            return templates.stream().filter(DecisionTemplate::isRejection).toList();
        }

        public List<DecisionTemplate> questions() {
            return templates.stream().filter(template -> !template.isRejection()).toList();
        }
    }

    /// The view of the queue the reader came from, and goes on with.
    public record From(Tray tray, String model, String words) {

        public String href() {
            return QueueLink.to(tray, model, words);
        }

        /// What an address of the desk carries, so that it goes on with this view.
        public String query() {
            return QueueLink.query(tray, model, words);
        }

        /// The same, after other parameters.
        public String rest() {
            return "&" + query().substring(1);
        }
    }

    /// What the reviewer typed when it was refused, and why it was.
    ///
    /// @param form  which form it was
    /// @param typed its fields
    /// @param news  what had changed meanwhile
    /// @param fresh nothing was refused: the reader comes back from their second factor
    public record Attempt(String form, Map<String, String> typed, Optional<String> notice, List<FieldError> errors,
            DeskNews.News news, boolean fresh) {

        Attempt(String form, Map<String, String> typed, Optional<String> notice, List<FieldError> errors) {
            this(form, typed, notice, errors, DeskNews.News.NONE, false);
        }

        Attempt meanwhile(DeskNews.News happened) {
            return new Attempt(form, typed, notice, errors, happened, fresh);
        }

        /// What was written, for when there is no form any more to keep it in.
        public String written() {
            return Stream.concat(Stream.of("publicText", "message", "reason").map(field -> typed.getOrDefault(field, "")),
                    typed.entrySet().stream().filter(field -> field.getKey().startsWith("note.")).map(Map.Entry::getValue))
                    .filter(text -> !text.isBlank()).collect(Collectors.joining("\n\n"));
        }

        static Attempt none() {
            return new Attempt("", Map.of(), Optional.empty(), List.of());
        }

        static Attempt notice(String notice) {
            return new Attempt("", Map.of(), Optional.of(notice), List.of());
        }

        static Attempt errors(String form, Map<String, String> typed, List<FieldError> errors) {
            return new Attempt(form, typed, Optional.empty(), errors);
        }

        public boolean is(String name) {
            return form.equals(name);
        }

        /// What was typed in a field of a form, or what stands there at first.
        public String value(String name, String field, String first) {
            return is(name) ? typed.getOrDefault(field, first) : first;
        }

        /// What is wrong in the form of this name.
        public List<FieldError> errorsIn(String name) {
            return is(name) ? errors : List.of();
        }
    }

    /// The field for what should change in an answer.
    public String noteField(AnswerView answer) {
        return "note." + answer.id();
    }

    public String grantDays() {
        return Integer.toString(bench.grantDays());
    }

    public boolean isApprovable() {
        return decidable() && !bench.voted(Verdict.APPROVE);
    }

    public boolean isRejectable() {
        return decidable() && !bench.voted(Verdict.REJECT);
    }

    public boolean decidable() {
        return state == RequestState.SUBMITTED && bench.barred().isEmpty() && bench.held().isEmpty();
    }

    /// Whether the form that was refused is still there, with what was typed in it.
    public boolean isTypedKept() {
        return decidable() && Stream.of(Verdict.values()).map(Verdict::name).anyMatch(attempt::is)
                && !(attempt.is("APPROVE") && !isApprovable())
                && !(attempt.is("REJECT") && !isRejectable());
    }

    public List<RejectionReason> reasons() {
        return Stream.of(RejectionReason.values()).filter(RejectionReason::isForReviewers).toList();
    }

    public List<Recommendation> recommendations() {
        return List.of(Recommendation.values());
    }

    public boolean isOpen() {
        return state.isUnderReview();
    }

    /// Whether the form for an expert has this answer ticked: as it was sent, or at first what the weights are for.
    public boolean isTicked(AnswerView answer) {
        return attempt.is("expert") ? List.of(attempt.typed().getOrDefault("field", "").split(",")).contains(answer.id())
                : answer.id().equals("intendedUse");
    }

    public List<AnswerView> questions() {
        return sheet.answers().stream().map(Answer::view).toList();
    }
}
