package io.linklog.cli.importing.tools;

import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.cli.importing.reading.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.MVStore;
import picocli.CommandLine;

/** The requests that import makes of a file, without a server. */
public final class RoundTrip {

    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final List<String> remarks = new ArrayList<>();
    private final List<SourceLine> lines = new ArrayList<>();

    private RoundTrip() {}

    /** The body of the request for each line of a file, as JSON; the reason for each other line. */
    public static List<String> requests(Path file, boolean keepCodes) throws IOException {
        return read(
                        file.toString(),
                        Files.readAllBytes(file),
                        new OpenedFile.Wishes(keepCodes, false, false),
                        new String[0])
                .results();
    }

    /** Reads a text with options of the command. */
    static RoundTrip read(String name, String text, String... options) throws IOException {
        return read(name, text.getBytes(StandardCharsets.UTF_8), new OpenedFile.Wishes(false, false, false), options);
    }

    static RoundTrip read(String name, byte[] bytes, OpenedFile.Wishes wishes, String... options) throws IOException {
        ToolOptions tool = CommandLine.populateCommand(new ToolOptions(), options);
        RoundTrip all = new RoundTrip();
        try (InputFile input = InputFile.of(new ByteArrayInputStream(bytes), tool.encoding());
                MVStore store = new MVStore.Builder().open()) {
            OpenedFile file = new OpenedFile(
                    input, name, null, tool, false, Path.of(System.getProperty("java.io.tmpdir")), store);
            LinkSource source = file.links(wishes, Path.of("x.rename.csv"), NOW);
            for (SourceLine line = source.next(); line != null; line = source.next()) {
                all.lines.add(line);
            }
            all.remarks.addAll(file.remarks());
        }
        return all;
    }

    /** The request of each line, or why it has none. */
    List<String> results() throws IOException {
        List<String> results = new ArrayList<>();
        for (SourceLine line : lines) {
            results.add(line.link() != null ? new String(line.body(), StandardCharsets.UTF_8) : line.reason());
        }
        return results;
    }

    List<SourceLine> lines() {
        return lines;
    }

    List<String> remarks() {
        return remarks;
    }
}
