package io.linklog.cli.importing.report;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows people the progress: a bar on a terminal, elsewhere a line every few seconds. Thread-safe. */
public final class ImportProgress implements AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final @Nullable PrintWriter err;
    private final @Nullable ProgressBar bar;
    private final String task;
    private final long total;
    private final LongSupplier nanoTime;
    private final long began;
    private long nextLine;
    private long nextSentence;

    /**
     * @param err null to show nothing
     * @param terminal whether {@code err} is one
     * @param total lines of the input; -1 when it is unknown
     * @param nanoTime like {@link System#nanoTime}
     */
    public ImportProgress(@Nullable PrintWriter err, boolean terminal, String task, long total, LongSupplier nanoTime) {
        this.err = err;
        this.bar = err != null && terminal ? bar(task, total) : null;
        this.task = task;
        this.total = total;
        this.nanoTime = nanoTime;
        this.began = nanoTime.getAsLong();
        this.nextLine = began + BETWEEN_LINES.toNanos();
        this.nextSentence = began;
    }

    private static ProgressBar bar(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUpdateIntervalMillis(200)
                .setStyle(ProgressBarStyle.ASCII)
                .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
                .build();
    }

    /** @param lines that have a result */
    public synchronized void done(long lines) {
        long now = nanoTime.getAsLong();
        if (bar != null) {
            bar.stepTo(lines);
            bar.setExtraMessage("");
        } else if (err != null && now - nextLine >= 0) {
            nextLine = now + BETWEEN_LINES.toNanos();
            double rate = lines * 1e9 / (now - began);
            String of = total < 0 ? "" : String.format(Locale.ROOT, " of %,d", total);
            String left = total < 0 ? "" : ", " + Math.max(1, Math.round((total - lines) / rate)) + " s left";
            err.println(String.format(Locale.ROOT, "%s: %,d%s lines, %,.0f/s%s", task, lines, of, rate, left));
            err.flush();
        }
    }

    /** Shows why the import waits. */
    public synchronized void say(String sentence) {
        long now = nanoTime.getAsLong();
        if (bar != null) {
            bar.setExtraMessage(sentence.length() <= 60 ? sentence : sentence.substring(0, 59) + "…");
        } else if (err != null && now - nextSentence >= 0) {
            nextSentence = now + BETWEEN_LINES.toNanos();
            err.println(task + ": waiting: " + sentence);
            err.flush();
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
