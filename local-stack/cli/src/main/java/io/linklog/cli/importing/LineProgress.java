package io.linklog.cli.importing;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line every few seconds, where there is no terminal. */
final class LineProgress implements Progress {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final PrintWriter err;
    private final String task;
    private final long total;
    private final LongSupplier nanoTime;
    private final long began;
    private long nextLine;
    private long nextSentence;

    /**
     * @param total lines there will be; -1 when nobody knows
     * @param nanoTime as {@link System#nanoTime}
     */
    LineProgress(PrintWriter err, String task, long total, LongSupplier nanoTime) {
        this.err = err;
        this.task = task;
        this.total = total;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.nextLine = began + BETWEEN_LINES.toNanos();
        this.nextSentence = began;
    }

    @Override
    public synchronized void done(long lines) {
        long now = nanoTime.getAsLong();
        if (now - nextLine < 0) {
            return;
        }
        nextLine = now + BETWEEN_LINES.toNanos();
        double rate = lines * 1e9 / (now - began);
        String of = total < 0 ? "" : String.format(Locale.ROOT, " of %,d", total);
        String left = total < 0 || rate <= 0 ? "" : ", " + Math.max(1, Math.round((total - lines) / rate)) + " s left";
        err.println(String.format(Locale.ROOT, "%s: %,d%s lines, %,.0f/s%s", task, lines, of, rate, left));
        err.flush();
    }

    @Override
    public synchronized void say(String sentence) {
        long now = nanoTime.getAsLong();
        if (now - nextSentence >= 0) {
            nextSentence = now + BETWEEN_LINES.toNanos();
            err.println(task + ": waiting: " + sentence);
            err.flush();
        }
    }

    @Override
    public void close() {
        // every line was whole
    }
}
