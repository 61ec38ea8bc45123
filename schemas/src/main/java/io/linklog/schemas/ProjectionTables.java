package io.linklog.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The tables of a projection, in {@code projection.cql}: what the projector writes and the query-service reads. As much a
 * contract between the two as a topic is.
 */
public final class ProjectionTables {

    private ProjectionTables() {}

    /**
     * The statements that create a keyspace, the first, and its tables, one each. All may be repeated.
     *
     * @param replication as CQL map text
     */
    public static List<String> statements(String keyspace, String replication) {
        try (InputStream in = ProjectionTables.class.getResourceAsStream("projection.cql")) {
            String text =
                    new String(Objects.requireNonNull(in, "projection.cql").readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.replaceAll("--[^\n]*", "").strip().split(";\\s*", 0))
                    .map(statement -> statement.replace("${keyspace}", keyspace).replace("${replication}", replication))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("projection.cql cannot be read", e);
        }
    }
}
