package org.weightgate.catalogue;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import java.io.Serial;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;

import jakarta.enterprise.context.ApplicationScoped;

import org.weightgate.manifest.FileEntry;
import org.weightgate.web.ProblemException;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;

/// Compares what the store holds with the manifests of drafts that are to be published, and later with what open ones say of whole
/// files where the store only knows their parts; one release at a time of each per replica.
/// One that dies in the middle is taken over when its lease has run out.
@ApplicationScoped
class ReleaseChecker {

    private static final Duration NOTE_EVERY = Duration.ofSeconds(2);

    /// Another replica does this one now.
    private static final class TakenOver extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;
    }

    private final CheckDesk desk;
    private final ReleaseUploads uploads;

    ReleaseChecker(CheckDesk desk, ReleaseUploads uploads) {
        this.desk = desk;
        this.uploads = uploads;
    }

    @Scheduled(every = "${weightgate.s3.check-every:1s}", concurrentExecution = SKIP)
    void checkAllWaiting() {
        Optional<CheckDesk.Task> next = desk.claim();
        while (next.isPresent()) {
            check(next.get());
            next = desk.claim();
        }
    }

    /// Apart from the drafts, which do not wait for it.
    @Scheduled(every = "${weightgate.s3.check-every:1s}", concurrentExecution = SKIP)
    void readAllDue() {
        Optional<CheckDesk.Task> next = desk.claimWhole();
        while (next.isPresent()) {
            readWhole(next.get());
            next = desk.claimWhole();
        }
    }

    private void readWhole(CheckDesk.Task task) {
        try {
            desk.readWhole(task, uploads.misnamed(task.draft(), new Noted(task)));
        } catch (StoreUnavailableException unavailable) {
            Log.warnf("release %s is read again later: %s", task.release(), unavailable.getMessage());
        } catch (TakenOver _) {
            Log.infof("release %s is read by another replica", task.release());
        }
    }

    void check(CheckDesk.Task task) {
        try {
            desk.passed(task, proofs(task));
        } catch (StoreUnavailableException unavailable) {
            Log.warnf("release %s is checked again later: %s", task.release(), unavailable.getMessage());
        } catch (ProblemException wrong) {
            desk.failed(task, wrong);
        } catch (TakenOver _) {
            Log.infof("release %s is checked by another replica", task.release());
        }
    }

    private Set<ReleaseUploads.Proof> proofs(CheckDesk.Task task) {
        var progress = new Noted(task);
        var seen = new HashSet<String>();
        var proofs = EnumSet.noneOf(ReleaseUploads.Proof.class);
        for (FileEntry file : task.draft().manifest().files()) {
            if (seen.add(file.sha256().hex())) {
                proofs.add(uploads.check(task.draft(), file, progress));
            } else {
                progress.accept(file.size());
            }
        }
        return proofs;
    }

    /// Writes down how far it is, now and then.
    private final class Noted implements LongConsumer {

        private final CheckDesk.Task task;
        private long bytes;
        private long notedAt = System.nanoTime();

        Noted(CheckDesk.Task task) {
            this.task = task;
        }

        @Override
        public void accept(long more) {
            bytes += more;
            if (System.nanoTime() - notedAt > NOTE_EVERY.toNanos()) {
                notedAt = System.nanoTime();
                if (!desk.advanced(task, bytes)) {
                    throw new TakenOver();
                }
            }
        }
    }
}
