package org.weightgate.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Lets several calls begin in the same moment.
public final class Together {
    private Together() {
    }

    /// What each call answered, in the order of the calls; one that hangs fails the test.
    public static <T> List<T> run(List<? extends Callable<? extends T>> calls) throws Exception {
        var barrier = new CyclicBarrier(calls.size());
        var answers = new ArrayList<T>();
        try (var threads = Executors.newFixedThreadPool(calls.size())) {
            var futures = new ArrayList<Future<T>>();
            for (Callable<? extends T> call : calls) {
                futures.add(threads.submit(() -> {
                    barrier.await(10, TimeUnit.SECONDS);
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
