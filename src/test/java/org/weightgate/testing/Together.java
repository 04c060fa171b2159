package org.weightgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Lets several calls begin in nearly the same moment. `-Dweightgate.seed=N` staggers them in another way.
public final class Together {
    private static final int STAGGER_MICROS = 4000;
    private static final Random RANDOM = new Random(Integer.getInteger("weightgate.seed", 1));

    private Together() {
    }

    /// What each call answered, in the order of the calls; one that hangs fails the test.
    public static <T> List<T> run(List<? extends Callable<? extends T>> calls) throws Exception {
        var barrier = new CyclicBarrier(calls.size());
        var answers = new ArrayList<T>();
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            var futures = new ArrayList<Future<T>>();
            for (Callable<? extends T> call : calls) {
                int wait = RANDOM.nextInt(STAGGER_MICROS);
                futures.add(threads.submit(() -> {
                    barrier.await(20, TimeUnit.SECONDS);
                    TimeUnit.MICROSECONDS.sleep(wait);
                    return call.call();
                }));
            }
            for (Future<T> future : futures) {
                answers.add(future.get(60, TimeUnit.SECONDS));
            }
        }
        return answers;
    }
}
