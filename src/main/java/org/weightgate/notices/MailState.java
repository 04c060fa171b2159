package org.weightgate.notices;

/// Where a mail is on its way.
public enum MailState {
    QUEUED,
    SENDING,
    SENT,
    FAILED
}
