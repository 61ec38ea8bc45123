package io.linklog.projector.backup;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a backup: a zip file that only its owner can read, because it holds secrets. The file appears under its name
 * when it is complete. Not thread-safe.
 */
final class BackupWriter implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

    private final Path file;
    private final Path part;
    private final ZipOutputStream zip;

    /** @throws IOException if the folder of the file cannot be written */
    BackupWriter(Path file) throws IOException {
        this.file = file;
        this.part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        if (part.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(part);
        }
        this.zip = new ZipOutputStream(Files.newOutputStream(part, StandardOpenOption.WRITE), StandardCharsets.UTF_8);
    }

    /** Begins an entry; the lines or bytes that follow belong to it. */
    void begin(String entry) throws IOException {
        zip.putNextEntry(new ZipEntry(entry));
    }

    /** Writes a value as one line of JSON. */
    void line(Object value) throws IOException {
        JSON.writeValue(zip, value);
        zip.write('\n');
    }

    /** Writes a whole file as an entry. Writes nothing if there is no such file. */
    void copy(String entry, Path source) throws IOException {
        try (InputStream in = Files.newInputStream(source)) {
            begin(entry);
            in.transferTo(zip);
        }
    }

    /** Completes the backup. */
    void finish() throws IOException {
        zip.close();
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes what was written, unless it is complete. */
    @Override
    public void close() throws IOException {
        zip.close();
        Files.deleteIfExists(part);
    }
}
