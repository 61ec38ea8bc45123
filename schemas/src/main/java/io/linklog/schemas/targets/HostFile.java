package io.linklog.schemas.targets;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of hosts: a host or suffix a line, comments behind {@code #}, in UTF-8. */
public final class HostFile {

    /** More are refused: whoever reads the file holds all of them in memory. */
    public static final int MOST_HOSTS = 100_000;

    /** Comments do not count as hosts, so the lines have a bound of their own. */
    private static final int MOST_LINES = 4 * MOST_HOSTS;

    private HostFile() {}

    /**
     * Reads the entries in their order.
     *
     * @throws IllegalArgumentException naming the line that is not valid, or why the file cannot be read
     */
    public static List<HostPattern> read(Path file) {
        List<HostPattern> patterns = new ArrayList<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = line.replaceFirst("#.*", "").strip();
                if (!text.isEmpty()) {
                    patterns.add(parse(file, number, text));
                }
                if (patterns.size() > MOST_HOSTS || number > MOST_LINES) {
                    throw new IllegalArgumentException(
                            file + " must have at most " + MOST_HOSTS + " hosts in " + MOST_LINES + " lines");
                }
            }
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " must be in UTF-8", e);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return patterns;
    }

    private static HostPattern parse(Path file, int number, String text) {
        try {
            return HostPattern.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "line " + number + " of " + file + ", \"" + text + "\", " + e.getMessage(), e);
        }
    }
}
