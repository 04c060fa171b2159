package org.weightgate.requests;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/// What happened to a request. Payloads go into a log nobody can erase: no names, addresses or free text.
public sealed interface RequestEvent {

    String type();

    default Map<String, Object> payload() {
        return Map.of();
    }

    /// What votes lead to.
    sealed interface Conclusion extends RequestEvent {
        int revision();

        Verdict verdict();
    }

    /// A request begins.
    ///
    /// @param follows the closed request whose answers it began with
    /// @param renewal whether that one was approved
    record Started(UUID model, @Nullable UUID follows, boolean renewal) implements RequestEvent {
        static final String TYPE = "request.started";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            var payload = new HashMap<String, Object>(Map.of("model", model.toString()));
            if (follows != null) {
                payload.put("follows", follows.toString());
                payload.put("renewal", renewal);
            }
            return payload;
        }
    }

    record Submitted(int revision, Answers answers, Terms terms) implements RequestEvent {
        static final String TYPE = "request.submitted";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "answersSha256", answers.sha256(), "termsVersion", terms.version(),
                    "termsSha256", terms.sha256());
        }
    }

    record Voted(int revision, Ballot ballot, String factsDigest) implements RequestEvent {
        static final String TYPE = "request.voted";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "verdict", ballot.verdict().name(), "factsDigest", factsDigest);
        }
    }

    record Approved(int revision, Instant until) implements Conclusion {
        static final String TYPE = "request.approved";

        @Override
        public Verdict verdict() {
            return Verdict.APPROVE;
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "until", until.toString());
        }
    }

    /// It is closed with a reason.
    ///
    /// @param reapplyFrom nothing for a banned person, who waits for the end of the ban
    record Rejected(int revision, RejectionReason reason, String text, @Nullable Instant reapplyFrom) implements Conclusion {
        static final String TYPE = "request.rejected";

        @Override
        public Verdict verdict() {
            return Verdict.REJECT;
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            var payload = new HashMap<String, Object>(Map.of("revision", revision, "reason", reason.name()));
            if (reapplyFrom != null) {
                payload.put("reapplyFrom", reapplyFrom.toString());
            }
            return payload;
        }
    }

    record ChangesRequested(int revision, String text, List<FieldNote> notes) implements Conclusion {
        static final String TYPE = "request.changes-requested";

        @Override
        public Verdict verdict() {
            return Verdict.REQUEST_CHANGES;
        }

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "fields", notes.stream().map(FieldNote::field).toList());
        }
    }

    /// A conclusion is reached and takes effect later, unless something voids it.
    record DecisionHeld(Held held) implements RequestEvent {
        static final String TYPE = "request.decision-held";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", held.conclusion().revision(), "verdict", held.verdict().name(), "endsAt",
                    held.endsAt().toString());
        }
    }

    record DecisionTakenBack(int revision, UUID reviewer) implements RequestEvent {
        static final String TYPE = "request.decision-taken-back";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision);
        }
    }

    record DecisionVoided(int revision, UUID reviewer, VoidReason reason, Set<ShownFact> changed) implements RequestEvent {
        static final String TYPE = "request.decision-voided";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "reviewer", reviewer.toString(), "reason", reason.name(), "changed",
                    changed.stream().map(ShownFact::name).sorted().toList());
        }
    }

    record Withdrawn() implements RequestEvent {
        static final String TYPE = "request.withdrawn";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record Lapsed(Instant idleSince) implements RequestEvent {
        static final String TYPE = "request.lapsed";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("idleSince", idleSince.toString());
        }
    }

    record ConflictDeclared(UUID reviewer, String reason) implements RequestEvent {
        static final String TYPE = "request.conflict-declared";

        @Override
        public String type() {
            return TYPE;
        }
    }

    record ConflictRetracted(UUID reviewer) implements RequestEvent {
        static final String TYPE = "request.conflict-retracted";

        @Override
        public String type() {
            return TYPE;
        }
    }

    /// What the actor did, for people who may see who it was.
    static String words(String type) {
        return switch (type) {
            case Started.TYPE -> "started the request";
            case Submitted.TYPE -> "sent it";
            case Voted.TYPE -> "voted";
            case Approved.TYPE -> "approved it";
            case Rejected.TYPE -> "rejected it";
            case ChangesRequested.TYPE -> "asked for changes";
            case DecisionHeld.TYPE -> "decided; it could be taken back for a while";
            case DecisionTakenBack.TYPE -> "took the decision back";
            case DecisionVoided.TYPE -> "saw a decision lose its ground: it never took effect";
            case Withdrawn.TYPE -> "withdrew it";
            case Lapsed.TYPE -> "closed it after a long silence";
            case ConflictDeclared.TYPE -> "declared a conflict of interest";
            case ConflictRetracted.TYPE -> "took back a declared conflict of interest";
            default -> type;
        };
    }
}
