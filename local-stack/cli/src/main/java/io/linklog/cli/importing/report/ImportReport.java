package io.linklog.cli.importing.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.importing.report.LineResult.Kind;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the result of each line as JSON lines, counts the kinds and keeps the first refusals. Thread-safe. */
public final class ImportReport implements AutoCloseable {

    /** Refusals that the terminal shows. */
    static final int SHOWN = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutputStream out;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> refusals = new ArrayList<>();
    private long lines;

    /** One line of the report. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Row(
            long line,
            Kind result,
            String input,
            @Nullable String shortCode,
            @Nullable String shortUrl,
            @Nullable String reason) {}

    /** @param out gets the report; closed with this */
    public ImportReport(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /**
     * Adds the result of a line.
     *
     * @param line its number
     * @return how many lines have a result now
     * @throws IOException when the report cannot be written; then the import must not go on
     */
    public long add(long line, String input, LineResult result) throws IOException {
        byte[] row = JSON.writeValueAsBytes(
                new Row(line, result.kind(), input, result.code(), result.shortUrl(), result.reason()));
        synchronized (this) {
            out.write(row);
            out.write('\n');
            counts.merge(result.kind(), 1L, Long::sum);
            if (result.kind() == Kind.refused && refusals.size() < SHOWN) {
                refusals.add("  line " + line + ": " + result.reason() + "   " + onOneShortLine(input));
            }
            return ++lines;
        }
    }

    public synchronized long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** For people: the number of lines, the time, the kinds and the first refusals. */
    public synchronized List<String> summary(long nanos) {
        String kinds = counts.entrySet().stream()
                .map(count -> String.format(Locale.ROOT, "%,d %s", count.getValue(), count.getKey().title))
                .collect(Collectors.joining(", "));
        double seconds = nanos / 1e9;
        List<String> summary = new ArrayList<>();
        summary.add(String.format(
                Locale.ROOT,
                "%,d lines in %.1f s (%,.0f/s)%s.",
                lines,
                seconds,
                lines / seconds,
                kinds.isEmpty() ? "" : ": " + kinds));
        summary.addAll(refusals);
        long more = count(Kind.refused) - refusals.size();
        if (more > 0) {
            summary.add(String.format(Locale.ROOT, "  and %,d more.", more));
        }
        return summary;
    }

    private static String onOneShortLine(String input) {
        String line = input.replaceAll("\\p{Cntrl}", "·");
        return line.length() <= 80 ? line : line.substring(0, 79) + "…";
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
