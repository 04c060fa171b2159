package org.weightgate.notices;

/// Where a mail is on its way.
public enum MailState {

    /// It waits for its first attempt.
    QUEUED("is waiting to be sent", false),
    /// The mail server is being spoken to.
    SENDING("is being sent", false),
    /// The mail server asked us to come back later, or was not there.
    DEFERRED("is delayed, and is tried again", false),
    /// The mail server has taken responsibility, and no bounce has come back.
    SENT("was sent", true),
    /// It was refused for good, at once or by a bounce that came back later.
    BOUNCED("could not be delivered", true),
    /// It was tried for days and is given up.
    FAILED("could not be sent", true);

    private final String words;
    private final boolean settled;

    MailState(String words, boolean settled) {
        this.words = words;
        this.settled = settled;
    }

    /// To be read after “the mail ...”.
    public String words() {
        return words;
    }

    /// Nothing more happens to it by itself; a bounce may still come.
    public boolean settled() {
        return settled;
    }

    public boolean lost() {
        return this == BOUNCED || this == FAILED;
    }
}
