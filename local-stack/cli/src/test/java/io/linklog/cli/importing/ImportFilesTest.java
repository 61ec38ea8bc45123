package io.linklog.cli.importing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.cli.importing.reading.InputFile;
import io.linklog.cli.options.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportFilesTest {

    @TempDir
    Path folder;

    private ImportFiles beside(String name) {
        return files(folder.resolve(name).toString(), null, null, null);
    }

    private static final ImportFiles STANDARD_INPUT = files("-", null, null, null);

    private static ImportFiles files(
            String input, @Nullable Path report, @Nullable Path journal, @Nullable String run) {
        ImportFiles files = new ImportFiles();
        files.input = input;
        files.report = report;
        files.journal = journal;
        files.run = run;
        return files;
    }

    @Test
    void allThatItLeavesIsBesideWhatItReads() throws Exception {
        ImportFiles files = beside("urls.txt");
        assertThat(files.report()).isEqualTo(folder.resolve("urls.txt.report.jsonl"));
        assertThat(files.journal(folder)).isEqualTo(folder.resolve("urls.txt.linklog-import"));
        assertThat(files.runName()).as("the same wherever the file is").isEqualTo("urls.txt");
    }

    @Test
    void whatTheCallerNamesIsTaken() throws Exception {
        Path report = folder.resolve("r");
        Path journal = folder.resolve("j");
        for (String input : new String[] {"-", "urls.txt"}) {
            ImportFiles files = files(input, report, journal, "again");
            assertThat(files.report()).isEqualTo(report);
            assertThat(files.journal(folder)).isEqualTo(journal);
            assertThat(files.runName()).isEqualTo("again");
        }
    }

    @Test
    void standardInputHasNoReportAndAJournalOfItsOwnEachTime() throws Exception {
        InputStream in = new ByteArrayInputStream("a\nb\n".getBytes(UTF_8));
        assertThat(STANDARD_INPUT.countLines()).isEqualTo(-1);
        assertThat(text(STANDARD_INPUT.open(in, null))).hasSize(4);
        assertThat(STANDARD_INPUT.report()).isNull();
        try (OutputStream nowhere = STANDARD_INPUT.openReport()) {
            nowhere.write(1);
        }
        assertThat(STANDARD_INPUT.journal(folder))
                .hasParent(folder)
                .exists()
                .isNotEqualTo(STANDARD_INPUT.journal(folder));
        assertThat(STANDARD_INPUT.runName()).isEqualTo("standard input");
    }

    @Test
    void countsTheLinesAndReadsThem() throws Exception {
        Files.writeString(folder.resolve("urls.txt"), "a\nb\nwithout an end");
        assertThat(beside("urls.txt").countLines()).isEqualTo(3);
        assertThat(text(beside("urls.txt").open(InputStream.nullInputStream(), null)))
                .hasSize(18);
    }

    @Test
    void whatCannotBeReadOrWrittenIsASentence() {
        assertThatThrownBy(() -> beside("none").open(InputStream.nullInputStream(), null))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("There is no readable file");
        ImportFiles nowhere = beside("none/urls.txt");
        assertThatThrownBy(nowhere::openReport).isInstanceOf(Failure.class).hasMessageContaining("--report");
        assertThatThrownBy(() -> nowhere.journal(folder))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--journal");
    }

    private static String text(InputFile file) throws IOException {
        try (file;
                StringWriter all = new StringWriter()) {
            file.open().transferTo(all);
            return all.toString();
        }
    }
}
