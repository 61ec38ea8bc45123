package io.linklog.cli.importing;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.importing.LineResult.Kind;
import io.linklog.cli.importing.formats.SourceLine;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes the result of each line as JSON lines, counts the kinds and keeps the first refusals. Thread-safe. */
final class ImportReport implements AutoCloseable {

    /** Refusals that the terminal shows. */
    static final int SHOWN = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputStream out;
    private final Runnable progress;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> refusals = new ArrayList<>();

    private record Row(
            long line, String input, @JsonUnwrapped LineResult result) {}

    /**
     * @param out gets the report; closed with this
     * @param progress runs after each line
     */
    ImportReport(OutputStream out, Runnable progress) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        this.progress = progress;
    }

    /** @throws IOException when the report cannot be written; then the import must not go on */
    synchronized void add(SourceLine line, LineResult result) throws IOException {
        out.write(JSON.writeValueAsBytes(new Row(line.number(), line.input(), result)));
        out.write('\n');
        counts.merge(result.result(), 1L, Long::sum);
        if (isWrong(result.result()) && refusals.size() < SHOWN) {
            String shown = line.input().replaceAll("\\p{Cntrl}", "·");
            refusals.add("  line " + line.number() + ": " + result.reason() + "   "
                    + (shown.length() <= 80 ? shown : shown.substring(0, 79) + "…"));
        }
        progress.run();
    }

    private static boolean isWrong(Kind kind) {
        return kind == Kind.refused || kind == Kind.differs;
    }

    /** The lines that somebody has to look at. */
    synchronized long wrong() {
        return count(Kind.refused) + count(Kind.differs);
    }

    synchronized long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** For people: the number of lines, the time, the kinds and the first refusals. */
    synchronized List<String> summary(long nanos) {
        long lines = counts.values().stream().mapToLong(Long::longValue).sum();
        double seconds = nanos / 1e9;
        String kinds = counts.entrySet().stream()
                .map(count -> String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey().title))
                .collect(Collectors.joining(", "));
        String figures = String.format(Locale.ROOT, "%,d lines in %.1f s (%,.0f/s)", lines, seconds, lines / seconds);
        List<String> summary = new ArrayList<>();
        summary.add(figures + (kinds.isEmpty() ? "." : ": " + kinds + "."));
        summary.addAll(refusals);
        if (wrong() > SHOWN) {
            summary.add(String.format(Locale.ROOT, "  and %,d more.", wrong() - SHOWN));
        }
        return summary;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
