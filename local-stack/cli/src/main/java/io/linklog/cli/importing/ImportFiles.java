package io.linklog.cli.importing;

import io.linklog.cli.options.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files of one import: its input, and the report and journal beside it where the caller names no other place.
 * Standard input has no place beside it. Immutable.
 *
 * @param input the name of a file; {@code -} for standard input
 * @param namedReport by the caller; null for none
 * @param namedJournal by the caller; null for none
 * @param namedRun by the caller; null for none
 */
record ImportFiles(
        String input,
        @Nullable Path namedReport,
        @Nullable Path namedJournal,
        @Nullable String namedRun) {

    private static final int BUFFER = 1 << 16;

    private boolean isStandardInput() {
        return input.equals("-");
    }

    /** @throws Failure when the input cannot be read */
    BufferedInputStream open(InputStream standardInput) {
        if (isStandardInput()) {
            return new BufferedInputStream(standardInput, BUFFER);
        }
        try {
            return new BufferedInputStream(Files.newInputStream(Path.of(input)), BUFFER);
        } catch (IOException e) {
            throw new Failure(2, "There is no readable file " + input + ".", e);
        }
    }

    /** The lines of the input; -1 when it can be read only once. Reads about a gigabyte a second. */
    long countLines() throws IOException {
        if (isStandardInput()) {
            return -1;
        }
        long lines = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(Path.of(input))) {
            for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    lines += buffer[i] == '\n' ? 1 : 0;
                }
            }
        }
        return lines;
    }

    /** The file of the report; null for none. */
    @Nullable
    Path report() {
        return namedReport != null || isStandardInput() ? namedReport : Path.of(input + ".report.jsonl");
    }

    /** @throws Failure when the report cannot be written */
    OutputStream openReport() {
        Path path = report();
        try {
            return path == null ? OutputStream.nullOutputStream() : Files.newOutputStream(path);
        } catch (IOException e) {
            throw new Failure(2, "The report cannot be written to " + path + ": name another file with --report.", e);
        }
    }

    /**
     * The file of the journal. For standard input it is a new temporary file, which ends with the process.
     *
     * @throws Failure when the journal cannot be written there
     */
    Path journal(Path temporary) throws IOException {
        if (namedJournal != null) {
            return namedJournal;
        }
        if (isStandardInput()) {
            Path path = Files.createTempFile(temporary, "linklog-import-", ".journal");
            path.toFile().deleteOnExit();
            return path;
        }
        Path path = Path.of(input + ".linklog-import");
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isWritable(folder)) {
            throw new Failure(
                    2, "The journal cannot be written to " + path + ": name another file with --journal.", null);
        }
        return path;
    }

    /** The name that goes into each key: the same for the same file name in any folder. */
    String runName() {
        if (namedRun != null) {
            return namedRun;
        }
        return isStandardInput()
                ? "standard input"
                : String.valueOf(Path.of(input).getFileName());
    }
}
