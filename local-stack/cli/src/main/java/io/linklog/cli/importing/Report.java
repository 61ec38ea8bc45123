package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what became of the lines, keeps the first refusals for the terminal and writes all as JSON lines. Thread-safe.
 */
final class Report implements AutoCloseable {

    /** Refusals that the terminal shows. */
    static final int SHOWN = 10;

    private final OutputStream out;
    private final JsonFactory json = new JsonFactory();
    private final Map<Result.Kind, LongAdder> counts = new EnumMap<>(Result.Kind.class);
    private final List<String> refusals = new ArrayList<>();

    /** @param out for the report as JSON lines; closed with this */
    Report(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
        for (Result.Kind kind : Result.Kind.values()) {
            counts.put(kind, new LongAdder());
        }
    }

    /** @throws IOException when the report cannot be written; then the import must not go on without */
    void add(long line, String input, Result result) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator generator = json.createGenerator(bytes)) {
            generator.writeStartObject();
            generator.writeNumberField("line", line);
            generator.writeStringField("result", result.kind().name());
            generator.writeStringField("input", input);
            write(generator, "shortCode", result.code());
            write(generator, "shortUrl", result.shortUrl());
            write(generator, "reason", result.reason());
            generator.writeEndObject();
        }
        bytes.write('\n');
        synchronized (this) {
            out.write(bytes.toByteArray());
            if (result.kind() == Result.Kind.refused && refusals.size() < SHOWN) {
                refusals.add("line " + line + ": " + result.reason() + "   " + onOneShortLine(input));
            }
        }
        counter(result.kind()).increment();
    }

    long count(Result.Kind kind) {
        return counter(kind).sum();
    }

    /** Lines of which something has become. */
    long lines() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** For people: how many lines in what time, what became of them, and the first refusals. */
    List<String> summary(long nanos) {
        String kinds = Stream.of(Result.Kind.values())
                .filter(kind -> count(kind) > 0)
                .map(kind -> String.format(Locale.ROOT, "%,d %s", count(kind), kind.title))
                .collect(Collectors.joining(", "));
        double seconds = nanos / 1e9;
        List<String> summary = new ArrayList<>();
        summary.add(String.format(
                Locale.ROOT,
                "%,d lines in %.1f s (%,.0f/s)%s",
                lines(),
                seconds,
                lines() / seconds,
                kinds.isEmpty() ? "." : ": " + kinds + "."));
        List<String> shown = refusals();
        shown.forEach(refusal -> summary.add("  " + refusal));
        long more = count(Result.Kind.refused) - shown.size();
        if (more > 0) {
            summary.add(String.format(Locale.ROOT, "  and %,d more.", more));
        }
        return summary;
    }

    private synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    private LongAdder counter(Result.Kind kind) {
        return java.util.Objects.requireNonNull(counts.get(kind));
    }

    private static void write(JsonGenerator generator, String name, @Nullable String value) throws IOException {
        if (value != null) {
            generator.writeStringField(name, value);
        }
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
