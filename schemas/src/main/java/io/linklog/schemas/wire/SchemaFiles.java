package io.linklog.schemas.wire;

import io.linklog.schemas.encoding.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry has answered, on disk: schemas by id, and the ids of registrations. It is read only while the
 * registry does not answer, so an answer of the registry always counts. Several processes may share a folder.
 *
 * <p>An id never changes its meaning within one registry. If an answer contradicts a file, the registry is another one,
 * and all files are deleted. A folder that cannot be written or read is as good as an empty one. Thread-safe.
 */
final class SchemaFiles {

    private static final Logger LOG = LoggerFactory.getLogger(SchemaFiles.class);
    private static final String SCHEMA = "schema-";
    private static final String REGISTRATION = "registration-";

    private final @Nullable Path folder;

    /** @param folder is made when it is needed; null to keep nothing */
    SchemaFiles(@Nullable Path folder) {
        this.folder = folder;
    }

    /** The schema of an id; null if it is not on disk. */
    @Nullable
    Schema schema(int id) {
        String text = read(SCHEMA + id);
        try {
            return text == null ? null : new Schema.Parser().parse(text);
        } catch (RuntimeException e) {
            LOG.warn("The file {}{} in {} is no schema: {}", SCHEMA, id, folder, e.toString());
            return null;
        }
    }

    void putSchema(int id, Schema schema) {
        put(SCHEMA + id, schema.toString());
    }

    /** The id of a schema under a subject; null if it is not on disk. */
    @Nullable
    Integer id(String subject, Schema schema) {
        String text = read(registration(subject, schema));
        try {
            return text == null ? null : Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    void putId(String subject, Schema schema, int id) {
        put(registration(subject, schema), Integer.toString(id));
        putSchema(id, schema);
    }

    private static String registration(String subject, Schema schema) {
        return REGISTRATION + Sha256.hex(subject + '\n' + schema);
    }

    private @Nullable String read(String name) {
        if (folder == null) {
            return null;
        }
        try {
            return Files.readString(folder.resolve(name));
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.warn("A schema cannot be read from {}: {}", folder, e.toString());
            return null;
        }
    }

    private synchronized void put(String name, String text) {
        if (folder == null) {
            return;
        }
        String before = read(name);
        if (text.equals(before)) {
            return;
        }
        try {
            if (before != null) {
                LOG.warn("The schema registry gives {} another meaning: it is another registry than before", name);
                deleteAll(folder);
            }
            Files.createDirectories(folder);
            Path made = Files.createTempFile(folder, "new-", "");
            Files.writeString(made, text);
            Files.move(made, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn(
                    "A schema cannot be kept in {}; without it, a start needs the schema registry: {}",
                    folder,
                    e.toString());
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
