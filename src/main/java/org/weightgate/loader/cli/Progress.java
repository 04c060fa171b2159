package org.weightgate.loader.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

import org.weightgate.manifest.VerifyProgress;

/// How far a long command has come, shown a few times a second at most. May be told from several threads.
final class Progress implements VerifyProgress, AutoCloseable {

    /// One way to show it.
    sealed interface Display permits Bar, JsonLines, Silent {
        Duration pause();

        void show(long done, long total, double bytesPerSecond);

        /// Before it is known how much there is to do.
        default void busy(String what) {
        }

        void end();
    }

    private final Display display;
    private long total;
    private long done;
    private long atStart;
    private long startedAt = System.nanoTime();
    private long shownAt = startedAt;

    Progress(Display display) {
        this.display = display;
    }

    @Override
    public synchronized void started(long totalBytes) {
        started(totalBytes, 0);
    }

    /// Starts with `already` bytes that need no work any more and do not count for the rate.
    synchronized void started(long totalBytes, long already) {
        total = totalBytes;
        done = already;
        atStart = already;
        startedAt = System.nanoTime();
        shownAt = startedAt;
    }

    @Override
    public synchronized void advanced(String path, long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (now - shownAt >= display.pause().toNanos()) {
            shownAt = now;
            show(now);
        }
    }

    private void show(long now) {
        double seconds = Math.max(1, now - startedAt) / 1e9;
        display.show(done, total, (done - atStart) / seconds);
    }

    /// Shows that something else is being done first.
    synchronized void busy(String what) {
        display.busy(what);
    }

    /// Makes room for another line.
    synchronized void clear() {
        display.end();
    }

    @Override
    public synchronized void close() {
        if (done > 0) {
            show(System.nanoTime());
        }
        display.end();
    }

    /// `12.3 MiB`, in powers of 1024.
    static String size(long bytes) {
        String[] units = { "B", "KiB", "MiB", "GiB", "TiB" };
        int unit = 0;
        double value = (double) bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    static String files(int count) {
        return count == 1 ? "1 file" : count + " files";
    }

    static String keys(int count) {
        return count == 1 ? "1 key" : count + " keys";
    }

    /// A line that is drawn over again.
    record Bar(PrintWriter err, String verb) implements Display {

        private static final int WIDTH = 24;
        private static final int COLUMNS = 79;
        /// A terminal narrower than that cuts the line instead of going on below it, where nothing would wipe it out again.
        private static final String BEGIN = "\r\u001b[2K\u001b[?7l";
        private static final String END = "\u001b[?7h";

        @Override
        public Duration pause() {
            return Duration.ofMillis(150);
        }

        @Override
        public void show(long done, long total, double bytesPerSecond) {
            err.print(BEGIN + line(done, total, bytesPerSecond) + END);
            err.flush();
        }

        String line(long done, long total, double bytesPerSecond) {
            double share = total == 0 ? 1 : Math.min(1, (double) done / total);
            String left = bytesPerSecond < 1 || done >= total ? ""
                    : "  " + clock(Math.round((total - done) / bytesPerSecond)) + " left";
            String figures = String.format(Locale.ROOT, "%3.0f%%", Math.floor(share * 100)) + "  " + size(done) + " of "
                    + size(total) + "  " + size(Math.round(bytesPerSecond)) + "/s" + left;
            int width = Math.clamp(COLUMNS - verb.length() - figures.length() - 2, 0, WIDTH);
            int full = (int) (share * width);
            return verb + " " + "#".repeat(full) + "-".repeat(width - full) + " " + figures;
        }

        @Override
        public void busy(String what) {
            err.print(BEGIN + what + " ..." + END);
            err.flush();
        }

        private static String clock(long seconds) {
            return seconds >= 3600 ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                    : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
        }

        @Override
        public void end() {
            err.print("\r\u001b[2K");
            err.flush();
        }
    }

    /// One event a second.
    record JsonLines(Output output) implements Display {

        @Override
        public Duration pause() {
            return Duration.ofSeconds(1);
        }

        @Override
        public void show(long done, long total, double bytesPerSecond) {
            output.event("progress", "bytes", done, "total", total, "bytes_per_second", Math.round(bytesPerSecond));
        }

        @Override
        public void end() {
        }
    }

    /// Nobody is looking.
    record Silent() implements Display {

        @Override
        public Duration pause() {
            return Duration.ofDays(1);
        }

        @Override
        public void show(long done, long total, double bytesPerSecond) {
        }

        @Override
        public void end() {
        }
    }
}
