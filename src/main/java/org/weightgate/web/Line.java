package org.weightgate.web;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

import io.vertx.core.Vertx;

/// Those who wait in front of a room that is full, in the order in which they came: each with a connection, but without a thread,
/// and nothing of what they send has been read. If they were turned away instead, they would come again and again, and a portal
/// that is busy with turning away does not catch up.
final class Line {

    /// Some twenty seconds of what a replica writes.
    private static final int LONGEST = 6_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration STEP = Duration.ofMillis(10);

    private final Doorkeeper room;
    private final int longest;
    private final LongSupplier nanoTime;
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    Line(Doorkeeper room) {
        this(room, LONGEST, System::nanoTime);
    }

    Line(Doorkeeper room, int longest, LongSupplier nanoTime) {
        this.room = room;
        this.longest = longest;
        this.nanoTime = nanoTime;
    }

    /// One of those who wait: comes in, is turned away after all, or has gone by then.
    interface Visitor {

        void enter();

        void turnAway();

        boolean isGone();
    }

    private record Waiting(Visitor visitor, long since) {
    }

    boolean leadsTo(String method, String path) {
        return room.guards(method, path);
    }

    /// Lets in at once whoever finds nobody before them and a place.
    void join(Visitor visitor, Vertx vertx) {
        if (goesStraightIn()) {
            visitor.enter();
        } else if (!waits(visitor, vertx)) {
            visitor.turnAway();
        }
    }

    private synchronized boolean goesStraightIn() {
        return waiting.isEmpty() && room.places() > 0;
    }

    private synchronized boolean waits(Visitor visitor, Vertx vertx) {
        if (waiting.size() >= longest) {
            return false;
        }
        waiting.addLast(new Waiting(visitor, nanoTime.getAsLong()));
        if (waiting.size() == 1) {
            vertx.setTimer(STEP.toMillis(), _ -> step(vertx));
        }
        return true;
    }

    /// As many as there are places go in. Between two steps they get far enough to be counted there.
    private synchronized void step(Vertx vertx) {
        int places = room.places();
        while (!waiting.isEmpty() && (places > 0 || isTired(waiting.getFirst()))) {
            Waiting first = waiting.removeFirst();
            if (first.visitor().isGone()) {
                continue;
            }
            if (isTired(first)) {
                first.visitor().turnAway();
            } else {
                first.visitor().enter();
                places--;
            }
        }
        if (!waiting.isEmpty()) {
            vertx.setTimer(STEP.toMillis(), _ -> step(vertx));
        }
    }

    private boolean isTired(Waiting one) {
        return nanoTime.getAsLong() - one.since() > PATIENCE.toNanos();
    }
}
