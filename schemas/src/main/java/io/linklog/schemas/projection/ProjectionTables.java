package io.linklog.schemas.projection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tables of a projection, from {@code projection.cql}. They are a contract between the projector, which writes
 * them, and the query-service, which reads them.
 */
public final class ProjectionTables {

    private static final String FILE = "projection.cql";

    private ProjectionTables() {}

    /**
     * The statements that create a keyspace (the first statement) and its tables. Repeating them is harmless.
     *
     * @param replication as CQL map text
     */
    public static List<String> statements(String keyspace, String replication) {
        return read(keyspace)
                .map(statement -> statement.replace("${replication}", replication))
                .toList();
    }

    /** The tables, in the order of the file. */
    public static List<ProjectionTable> tables() {
        return read("linklog")
                .map(ProjectionTable::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The table of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProjectionTable table(String name) {
        return tables().stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("projection.cql has no table " + name));
    }

    private static Stream<String> read(String keyspace) {
        try (InputStream in = ProjectionTables.class.getResourceAsStream(FILE)) {
            String text = new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.replaceAll("--[^\n]*", "").strip().split(";\\s*", 0))
                    .map(statement -> statement.replace("${keyspace}", keyspace));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }
}
