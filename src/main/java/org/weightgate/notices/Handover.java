package org.weightgate.notices;

import java.util.concurrent.atomic.AtomicReference;

/// How far one attempt at a mail has come. The thread that speaks and the one that watches it agree here: an attempt that was
/// left never writes the end of its mail, and one that has written it is waited for, because the other side may have taken it.
final class Handover {

    private enum Step {
        SPEAKING,
        WRITTEN,
        LEFT
    }

    private final AtomicReference<Step> step = new AtomicReference<>(Step.SPEAKING);

    /// Asked right before the line that ends the mail; false when somebody else has left this attempt.
    boolean write() {
        return step.compareAndSet(Step.SPEAKING, Step.WRITTEN);
    }

    /// False when it is too late, because the end of the mail is on its way.
    boolean leave() {
        return step.compareAndSet(Step.SPEAKING, Step.LEFT) || left();
    }

    boolean left() {
        return step.get() == Step.LEFT;
    }

    boolean written() {
        return step.get() == Step.WRITTEN;
    }
}
