package io.linklog.projector.commands;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows the progress of a task with its rate and the time left: a bar on a terminal, otherwise a line every few
 * seconds. Confined to one thread.
 */
public final class ProgressDisplay implements AutoCloseable {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final String name;
    private final String unit;
    private final PrintStream out;
    private final @Nullable ProgressBar bar; // null without a terminal
    private final long begin;
    private final long beginNanos = System.nanoTime();
    private long nextLine = beginNanos + BETWEEN_LINES.toNanos();
    private long lastAt;
    private long lastEnd;

    /**
     * Shows the progress of a new task.
     *
     * @param begin what is done already; it does not count for the rate
     * @param end -1 if it is not known
     */
    public ProgressDisplay(String name, String unit, long begin, long end, boolean terminal, PrintStream out) {
        this.name = name;
        this.unit = unit;
        this.out = out;
        this.begin = begin;
        this.lastAt = begin;
        this.lastEnd = end;
        this.bar = !terminal
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(name)
                        .setInitialMax(end)
                        .setUnit(" " + unit, 1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(250)
                        .startsFrom(begin, Duration.ZERO)
                        .showSpeed()
                        .build();
    }

    /**
     * Updates the progress.
     *
     * @param note why the task is delayed; may be empty
     */
    public void update(long done, long end, String note) {
        lastAt = done;
        lastEnd = end;
        if (bar != null) {
            bar.maxHint(end);
            bar.stepTo(done);
            bar.setExtraMessage(note.isEmpty() ? "" : " " + note);
        } else if (System.nanoTime() - nextLine > 0) {
            nextLine = System.nanoTime() + BETWEEN_LINES.toNanos();
            out.println(line(note));
        }
    }

    private String line(String note) {
        double seconds = (System.nanoTime() - beginNanos) / 1e9;
        double rate = (lastAt - begin) / Math.max(seconds, 0.001);
        StringBuilder line = new StringBuilder(name).append(": ");
        if (lastEnd >= 0) {
            long percent = lastEnd == 0 ? 100 : lastAt * 100 / lastEnd;
            line.append(String.format(Locale.ROOT, "%,d of %,d %s (%d %%)", lastAt, lastEnd, unit, percent));
        } else {
            line.append(String.format(Locale.ROOT, "%,d %s", lastAt, unit));
        }
        line.append(String.format(Locale.ROOT, ", %,.0f a second", rate));
        if (lastEnd > lastAt && rate > 0) {
            line.append(String.format(Locale.ROOT, ", %,.0f seconds left", (lastEnd - lastAt) / rate));
        }
        return note.isEmpty() ? line.toString() : line.append("; ").append(note).toString();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        } else {
            out.println(line(""));
        }
    }
}
