package org.weightgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets several calls begin in the same moment, or in half of the cases nearly so. `-Dweightgate.seed=N` staggers them in another
/// way; whichever tests ran before, each is staggered alike.
public final class Together {
    private static final int STAGGER_MICROS = 4000;
    private static final long SEED = Integer.getInteger("weightgate.seed", 1);
    private static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    private Together() {
    }

    /// What each call answered, in the order of the calls; one that hangs fails the test.
    public static <T> List<T> run(List<? extends Callable<? extends T>> calls) throws Exception {
        SplittableRandom random = ofCall();
        boolean atOnce = random.nextBoolean();
        var barrier = new CyclicBarrier(calls.size());
        var answers = new ArrayList<T>();
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            var futures = new ArrayList<Future<T>>();
            for (Callable<? extends T> call : calls) {
                int wait = atOnce ? 0 : random.nextInt(STAGGER_MICROS);
                futures.add(threads.submit(() -> {
                    barrier.await(20, TimeUnit.SECONDS);
                    if (wait > 0) {
                        TimeUnit.MICROSECONDS.sleep(wait);
                    }
                    return call.call();
                }));
            }
            for (Future<T> future : futures) {
                answers.add(future.get(60, TimeUnit.SECONDS));
            }
        }
        return answers;
    }

    private static SplittableRandom ofCall() {
        String caller = StackWalker.getInstance().walk(frames -> frames.skip(2).findFirst())
                .map(frame -> frame.getClassName() + '.' + frame.getMethodName()).orElseThrow();
        int run = RUNS.computeIfAbsent(caller, _ -> new AtomicInteger()).getAndIncrement();
        return new SplittableRandom(SEED << 48 ^ (long) caller.hashCode() << 16 ^ run);
    }
}
