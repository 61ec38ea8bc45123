package io.linklog.cli.importing;

import io.linklog.cli.importing.reading.InputFile;
import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.LineNumberReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files of one import: its input, and the report and journal beside it. Standard input has no place beside it. */
final class ImportFiles {

    @Parameters(
            paramLabel = "FILE",
            description = "The file; - is standard input, which has a journal only if --journal names one.")
    String input = "";

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "File for the result of each line (default: FILE.report.jsonl; none for standard input).")
    @Nullable
    Path report;

    @Option(
            names = "--journal",
            paramLabel = "FILE",
            description = "File that records the links made (default: FILE.linklog-import).")
    @Nullable
    Path journal;

    @Option(
            names = "--run",
            paramLabel = "NAME",
            description = "Part of each idempotency key (default: the file's name without its folder).")
    @Nullable
    String run;

    private boolean isStandardInput() {
        return input.equals("-");
    }

    /**
     * Begins to read the input.
     *
     * @param encoding null: it is found out
     * @throws Failure when the input cannot be read
     */
    InputFile open(InputStream standardInput, @Nullable Charset encoding) {
        try {
            return isStandardInput() ? InputFile.of(standardInput, encoding) : InputFile.of(Path.of(input), encoding);
        } catch (IOException e) {
            throw new Failure(2, "There is no readable file " + input + ".", e);
        }
    }

    /** The report of what links lead to; null for none. */
    @Nullable
    Path verified() {
        Path path = report();
        return path == null ? null : path.resolveSibling(path.getFileName() + ".verified");
    }

    /** The table of codes that need another name, which people fill in. */
    Path renames() {
        return Path.of(isStandardInput() ? "linklog-import.rename.csv" : input + ".rename.csv");
    }

    /** The lines of the input; -1 when it can be read only once. */
    long countLines() throws IOException {
        if (isStandardInput()) {
            return -1;
        }
        InputStream in = Files.newInputStream(Path.of(input));
        try (LineNumberReader lines = new LineNumberReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            lines.skip(Long.MAX_VALUE);
            return lines.getLineNumber();
        }
    }

    /** The file of the report; null for none. */
    @Nullable
    Path report() {
        return report != null || isStandardInput() ? report : Path.of(input + ".report.jsonl");
    }

    /** @throws Failure when the report cannot be written */
    OutputStream openReport() {
        return open(report());
    }

    /** @throws Failure when the file cannot be written */
    static OutputStream open(@Nullable Path path) {
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
        if (journal != null) {
            return journal;
        }
        if (isStandardInput()) {
            Path path = Files.createTempFile(temporary, "linklog-import-", ".journal");
            path.toFile().deleteOnExit();
            return path;
        }
        Path path = Path.of(input + ".linklog-import").toAbsolutePath();
        if (!Files.isWritable(path.resolveSibling("."))) {
            throw new Failure(
                    2, "The journal cannot be written to " + path + ": name another file with --journal.", null);
        }
        return path;
    }

    /** The name that goes into each key: the same for the same file name in any folder. */
    String runName() {
        if (run != null) {
            return run;
        }
        return isStandardInput()
                ? "standard input"
                : String.valueOf(Path.of(input).getFileName());
    }
}
