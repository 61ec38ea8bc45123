package io.linklog.projector.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Reads a backup. Not thread-safe. */
final class BackupReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Gets one line of an entry. */
    @FunctionalInterface
    interface Line {
        void read(JsonNode line) throws IOException, InterruptedException;
    }

    private final ZipFile zip;

    /** @throws IOException if the file is not a backup */
    BackupReader(Path file) throws IOException {
        this.zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
    }

    /** The names of the entries that begin so, in the order of the backup. */
    List<String> entries(String prefix) {
        return zip.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.startsWith(prefix))
                .map(name -> (String) name)
                .toList();
    }

    /** Reads the lines of an entry, one after another; none if there is no such entry. */
    void lines(String entry, Line line) throws IOException, InterruptedException {
        ZipEntry found = zip.getEntry(entry);
        if (found == null) {
            return;
        }
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(zip.getInputStream(found), StandardCharsets.UTF_8))) {
            for (@Nullable String text = reader.readLine(); text != null; text = reader.readLine()) {
                line.read(JSON.readTree(text));
            }
        }
    }

    /** Writes an entry to a file that does not exist yet. */
    void extract(String entry, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (var in = zip.getInputStream(zip.getEntry(entry))) {
            Files.copy(in, target);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
