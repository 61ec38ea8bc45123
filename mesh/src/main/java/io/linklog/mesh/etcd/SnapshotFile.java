package io.linklog.mesh.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries of etcd on disk, for a start while etcd is unavailable. The file is replaced atomically, so a reader sees
 * either the old or the new one. Only its owner may read it. It is not forced to disk: a file that a power failure
 * damages costs only the warm start. One writer at a time.
 */
public record SnapshotFile(Path path) {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param confirmedAt when the entries were last known to be equal to etcd */
    public record Snapshot(Instant confirmedAt, List<Etcd.Entry> entries) {

        /** The values of the entries; one that is not valid is logged and left out. */
        public <T> List<T> read(PrefixView.Reader<T> reader) {
            List<T> values = new ArrayList<>();
            for (Etcd.Entry entry : entries) {
                try {
                    values.add(reader.read(entry));
                } catch (MalformedValueException e) {
                    LOG.warn("Ignoring {} of the snapshot, which is not valid", entry.key());
                }
            }
            return values;
        }
    }

    /** Reads the snapshot; empty if there is none that can be read. */
    public Optional<Snapshot> read() {
        try {
            JsonNode json = JSON.readTree(Files.readAllBytes(path));
            List<Etcd.Entry> items = new ArrayList<>();
            for (JsonNode item : json.path("items")) {
                items.add(new Etcd.Entry(
                        item.path("key").asText(),
                        item.path("value").asText(),
                        item.path("createRevision").asLong(),
                        item.path("modRevision").asLong(),
                        item.path("lease").asLong()));
            }
            return Optional.of(
                    new Snapshot(Instant.parse(json.path("confirmedAt").asText()), items));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DateTimeException e) {
            LOG.warn("Ignoring the snapshot {}, which cannot be read: {}", path, e.toString());
            return Optional.empty();
        }
    }

    /** Writes the snapshot. A failure is only logged, because it does not affect the view in memory. */
    public void write(Snapshot snapshot) {
        ObjectNode json = JSON.createObjectNode()
                .put("confirmedAt", snapshot.confirmedAt().toString());
        ArrayNode items = json.putArray("items");
        snapshot.entries()
                .forEach(item -> items.addObject()
                        .put("key", item.key())
                        .put("value", item.value())
                        .put("createRevision", item.createRevision())
                        .put("modRevision", item.modRevision())
                        .put("lease", item.lease()));
        try {
            Path absolute = path.toAbsolutePath();
            Files.createDirectories(absolute.getParent());
            // a temporary file is its owner's only (0600), and the move keeps that
            Path next = Files.createTempFile(absolute.getParent(), absolute.getFileName() + ".", ".tmp");
            try {
                Files.write(next, JSON.writeValueAsBytes(json));
                Files.move(next, absolute, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(next);
            }
        } catch (IOException e) {
            LOG.warn("Cannot write the snapshot {}: {}", path, e.toString());
        }
    }
}
