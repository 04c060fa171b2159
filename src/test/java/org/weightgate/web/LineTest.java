package org.weightgate.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.vertx.core.Vertx;

class LineTest {

    private static final int LONGEST = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Room room = new Room();
    private final AtomicLong now = new AtomicLong();
    private final Line line = new Line(room, LONGEST, now::get);
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoFindsAPlaceGoesIn() {
        room.places.set(1);
        line.join(new Someone("1", false), vertx);
        assertThat(happened).containsExactly("1 in");
    }

    @Test
    void inTheirOrderAsPlacesBecomeFreeAndNotPastThoseWhoWait() throws InterruptedException {
        IntStream.rangeClosed(1, 3).forEach(i -> line.join(new Someone("" + i, false), vertx));
        room.places.set(1);
        line.join(new Someone("4", false), vertx);
        assertThat(next(4)).containsExactly("1 in", "2 in", "3 in", "4 in");
        assertThat(room.most).as("never more than there were places").hasValue(1);
    }

    @Test
    void whoHasGoneTakesNoPlace() throws InterruptedException {
        line.join(new Someone("1", true), vertx);
        line.join(new Someone("2", false), vertx);
        room.places.set(1);
        assertThat(next(1)).containsExactly("2 in");
    }

    @Test
    void theLineHasAnEnd() throws InterruptedException {
        IntStream.range(0, LONGEST).forEach(i -> line.join(new Someone("" + i, false), vertx));
        line.join(new Someone("one more", false), vertx);
        assertThat(happened).containsExactly("one more away");
        happened.clear();
        room.places.set(LONGEST);
        assertThat(next(LONGEST)).hasSize(LONGEST).allMatch(one -> one.endsWith(" in"));
    }

    @Test
    void nobodyWaitsForEver() throws InterruptedException {
        line.join(new Someone("1", false), vertx);
        now.set(Duration.ofSeconds(20).toNanos());
        line.join(new Someone("2", false), vertx);
        now.set(Duration.ofSeconds(31).toNanos());
        assertThat(next(1)).containsExactly("1 away");
        room.places.set(1);
        assertThat(next(1)).containsExactly("2 in");
    }

    private List<String> next(int count) throws InterruptedException {
        var seen = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String one = happened.poll(20, TimeUnit.SECONDS);
            assertThat(one).as("after " + seen).isNotNull();
            seen.add(one);
        }
        return seen;
    }

    private static final class Room implements Doorkeeper {

        private final AtomicInteger places = new AtomicInteger();
        private final AtomicInteger letIn = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        @Override
        public boolean guards(String method, String path) {
            return true;
        }

        @Override
        public int places() {
            letIn.set(0);
            return places.get();
        }
    }

    private final class Someone implements Line.Visitor {

        private final String name;
        private final boolean gone;

        Someone(String name, boolean gone) {
            this.name = name;
            this.gone = gone;
        }

        @Override
        public void enter() {
            happened.add(name + " in");
            room.most.accumulateAndGet(room.letIn.incrementAndGet(), Math::max);
        }

        @Override
        public void turnAway() {
            happened.add(name + " away");
        }

        @Override
        public boolean isGone() {
            return gone;
        }
    }
}
