package org.weightgate.downloads;

import java.util.Arrays;
import java.util.Optional;

/// Why no URL is given, in the word a program reads and the fewest words for a person; [RefusalWords] has all of them.
enum RefusalReason {
    NOT_APPROVED("not-approved", "You have no access to this model.", Page.MODEL),
    PENDING("pending", "Your request is still being reviewed.", Page.REQUESTS),
    CHANGES_REQUESTED("changes-requested", "The reviewers asked you to change your request.", Page.REQUESTS),
    REJECTED("rejected", "Your request was rejected.", Page.REQUESTS),
    GRANT_EXPIRED("grant-expired", "Your access has ended.", Page.RENEW),
    GRANT_SUSPENDED("grant-suspended", "Your access is suspended.", Page.GRANTS),
    GRANT_REVOKED("grant-revoked", "Your access was revoked.", Page.GRANTS),
    TERMS_OUTDATED("terms-outdated", "The model's terms changed.", Page.TERMS),
    BANNED("banned", "You are banned from this model.", Page.GRANTS),
    NOT_COVERED("not-approved", "Your access does not cover this release.", Page.APPLY),
    RELEASE_WITHDRAWN("release-withdrawn", "This release was withdrawn.", Page.MODEL);

    /// Where the person can do something about it.
    enum Page {
        MODEL,
        APPLY,
        RENEW,
        REQUESTS,
        TERMS,
        GRANTS
    }

    private final String word;
    private final String sentence;
    private final Page page;

    RefusalReason(String word, String sentence, Page page) {
        this.word = word;
        this.sentence = sentence;
        this.page = page;
    }

    /// The reason a request without a grant stands for; an unknown word is simply no approval.
    static RefusalReason ofRequest(Optional<String> standing) {
        return standing.flatMap(word -> Arrays.stream(values()).filter(reason -> reason.page == Page.REQUESTS)
                .filter(reason -> reason.word.equals(word)).findFirst()).orElse(NOT_APPROVED);
    }

    int status() {
        return this == RELEASE_WITHDRAWN ? 410 : 403;
    }

    String word() {
        return word;
    }

    String sentence() {
        return sentence;
    }

    String pageFor(String modelName) {
        return switch (page) {
            case MODEL -> "/models/" + modelName;
            case APPLY -> "/models/" + modelName + "/apply";
            case RENEW -> "/models/" + modelName + "/renew";
            case REQUESTS -> "/requests";
            case TERMS -> "/grants/terms/" + modelName;
            case GRANTS -> "/grants";
        };
    }
}
