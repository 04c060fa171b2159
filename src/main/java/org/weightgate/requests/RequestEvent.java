package org.weightgate.requests;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What happened to a request. Payloads go into a log nobody can erase: no names, addresses or free text.
public sealed interface RequestEvent {

    String type();

    Map<String, Object> payload();

    record Started(UUID model) implements RequestEvent {
        static final String TYPE = "request.started";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("model", model.toString());
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

    record Voted(UUID reviewer, int revision, Verdict verdict, String factsDigest) implements RequestEvent {
        static final String TYPE = "request.voted";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "verdict", verdict.name(), "factsDigest", factsDigest);
        }
    }

    record Approved(int revision, Instant until) implements RequestEvent {
        static final String TYPE = "request.approved";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "until", until.toString());
        }
    }

    record Rejected(int revision, RejectionReason reason, String text, Instant reapplyFrom) implements RequestEvent {
        static final String TYPE = "request.rejected";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "reason", reason.name(), "reapplyFrom", reapplyFrom.toString());
        }
    }

    record ChangesRequested(int revision, String text, List<FieldNote> notes) implements RequestEvent {
        static final String TYPE = "request.changes-requested";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of("revision", revision, "fields", notes.stream().map(FieldNote::field).distinct().toList());
        }
    }

    record Withdrawn() implements RequestEvent {
        static final String TYPE = "request.withdrawn";

        @Override
        public String type() {
            return TYPE;
        }

        @Override
        public Map<String, Object> payload() {
            return Map.of();
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
            case Withdrawn.TYPE -> "withdrew it";
            case Messages.EVENT -> "wrote a message";
            default -> type;
        };
    }
}
