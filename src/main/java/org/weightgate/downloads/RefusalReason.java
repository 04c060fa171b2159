package org.weightgate.downloads;

import java.util.Arrays;
import java.util.Optional;

/// Why no URL is given, in the word a program reads and the sentence that tells a person what to do.
enum RefusalReason {
    NOT_APPROVED("not-approved", "You have no access to this model. Apply for it on the model's page.", Page.APPLY),
    PENDING("pending", "Your request is still being reviewed. Its page shows where it stands.", Page.REQUESTS),
    CHANGES_REQUESTED("changes-requested", "The reviewers asked you to change your request. Answer them on its page.",
            Page.REQUESTS),
    REJECTED("rejected", "Your request was rejected. Its page says why, and from when you may apply again.", Page.REQUESTS),
    GRANT_EXPIRED("grant-expired", "Your access has ended. Renew it with a few lines on what you used it for.", Page.RENEW),
    GRANT_SUSPENDED("grant-suspended", "Your access is suspended. Your downloads page says why.", Page.GRANTS),
    GRANT_REVOKED("grant-revoked", "Your access was revoked. Your downloads page says why.", Page.GRANTS),
    TERMS_OUTDATED("terms-outdated", "The model's terms changed. Read and accept the new ones; then you can go on at once.",
            Page.TERMS),
    BANNED("banned", "You are banned from this model. Your downloads page says why.", Page.GRANTS),
    NOT_COVERED("not-approved", "Your access does not cover this release. Apply again to ask for it.", Page.APPLY),
    QUOTA_EXHAUSTED("quota-exhausted", "Your access is not over, but its quota is used up for now.", Page.GRANTS),
    RELEASE_WITHDRAWN("release-withdrawn", "This release was withdrawn. The model's page has what takes its place.",
            Page.MODEL);

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
    private final String advice;
    private final Page page;

    RefusalReason(String word, String advice, Page page) {
        this.word = word;
        this.advice = advice;
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

    String advice() {
        return advice;
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
