package io.linklog.cli.importing.tools;

import io.linklog.cli.importing.reading.Blanks;
import io.linklog.cli.importing.reading.FileFormat;
import io.linklog.cli.importing.reading.InputFile;
import io.linklog.cli.importing.reading.Row;
import io.linklog.cli.importing.reading.RowSource;
import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tables of two columns that people fill in, and the one for codes that Linklog cannot have. Thread-safe. */
final class Renames {

    /** Codes that are kept in memory; files with more have other problems. */
    private static final int MOST = 1_000_000;

    private final Map<String, String> renamed;
    private final Set<String> wanted = new LinkedHashSet<>();

    Renames(Map<String, String> renamed) {
        this.renamed = renamed;
    }

    /**
     * Reads a CSV file with these two columns. Rows without a second value are passed over.
     *
     * @throws Failure when the file cannot be read or has other columns
     */
    static Map<String, String> read(@Nullable Path file, String option, String key, String value) {
        if (file == null) {
            return Map.of();
        }
        Map<String, String> read = new HashMap<>();
        try (InputFile input = InputFile.of(file, null)) {
            RowSource rows = FileFormat.csv.open(input.open());
            if (!rows.header().contains(key) || !rows.header().contains(value)) {
                String message = "%s needs a CSV file with the columns %s and %s; the first line of %s names others.";
                throw new Failure(2, message.formatted(option, key, value, file), null);
            }
            for (Row row = rows.next(); row != null; row = rows.next()) {
                String from = Blanks.strip(row.members().path(key).asText());
                String to = row.members().path(value).asText();
                if (!from.isEmpty() && !to.isEmpty()) {
                    read.put(from, to);
                }
            }
        } catch (IOException e) {
            throw new Failure(2, "There is no readable file " + file + " for " + option + ".", e);
        }
        return read;
    }

    /** The code that a code gets; the same where no other is named. */
    String apply(String code) {
        String name = renamed.get(code);
        return name == null ? code : Blanks.strip(name);
    }

    /** Notes a code that needs another name, under the name that the file has for it. */
    synchronized void wantInstead(String slug) {
        want(renamed.entrySet().stream()
                .filter(each -> Blanks.strip(each.getValue()).equals(slug))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(slug));
    }

    /** Notes a code that needs another name. */
    synchronized void want(String code) {
        if (wanted.size() < MOST) {
            wanted.add(code);
        }
    }

    /**
     * Adds the codes that need another name to a table that people fill in. What stands in the file stays.
     *
     * @return how many codes wait for a name there
     */
    synchronized int write(Path file) throws IOException {
        if (wanted.isEmpty()) {
            return 0;
        }
        Set<String> missing = new LinkedHashSet<>(wanted);
        boolean begins = !Files.exists(file);
        if (!begins) {
            try (InputFile input = InputFile.of(file, null)) {
                RowSource rows = FileFormat.csv.open(input.open());
                for (Row row = rows.next(); row != null; row = rows.next()) {
                    missing.remove(row.members().path("old").asText());
                }
            }
        }
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            if (begins) {
                out.print("old,new\n");
            }
            missing.forEach(code -> out.print("\"" + code.replace("\"", "\"\"") + "\",\n"));
        }
        return wanted.size();
    }
}
