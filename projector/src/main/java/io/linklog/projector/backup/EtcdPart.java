package io.linklog.projector.backup;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.projector.commands.RefusedException;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The keys of etcd. A key on a lease belongs to a running process or to one day, so it is not part of a backup. A new
 * kind of key is part of it without a change here.
 *
 * @param keyspaces the keyspaces of projections that Cassandra has
 */
record EtcdPart(Etcd etcd, Supplier<Set<Keyspace>> keyspaces) implements BackupPart {

    private static final String ROOT = "/linklog/";
    private static final String ENTRY = "etcd.jsonl";
    /** The counter of IDs only increases. */
    private static final String COUNTER = "/linklog/ids/next";

    private static final int MOST_TRIES = 10;

    @Override
    public String save(BackupWriter backup) throws IOException, InterruptedException {
        List<Etcd.Entry> kept = etcd.await(etcd.list(ROOT)).entries().stream()
                .filter(entry -> entry.lease() == 0 && !entry.key().equals(KeyspaceKeys.REPLAY))
                // restored in the order in which they were created
                .sorted(Comparator.comparingLong(Etcd.Entry::createRevision))
                .toList();
        backup.begin(ENTRY);
        for (Etcd.Entry entry : kept) {
            backup.line(Map.of("key", entry.key(), "value", entry.value()));
        }
        return kept.size() + " keys of etcd";
    }

    @Override
    public String restore(BackupReader backup) throws IOException, InterruptedException {
        int[] count = new int[1];
        backup.lines(ENTRY, line -> count[0] += restore(line) ? 1 : 0);
        return count[0] + " keys of etcd";
    }

    private boolean restore(JsonNode line) throws InterruptedException {
        String key = line.path("key").asText();
        String value = line.path("value").asText();
        if (key.equals(KeyspaceKeys.ACTIVE) && isDropped(value)) {
            return false; // the projector finds the present one
        }
        for (int i = 0; i < MOST_TRIES; i++) {
            Optional<Etcd.Entry> now = etcd.await(etcd.get(key));
            if (now.isPresent() && (now.get().value().equals(value) || isAhead(key, now.get(), value))) {
                return false;
            }
            long revision = now.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
            if (etcd.await(etcd.compareAndSet(key, revision, value)).isPresent()) {
                return true;
            }
        }
        throw new RefusedException("Another process writes the etcd key " + key
                + " at the same time. Stop all processes of Linklog, then run restore again.");
    }

    private boolean isDropped(String keyspace) {
        Set<Keyspace> existing = keyspaces.get();
        return !existing.isEmpty()
                && Keyspace.parse(keyspace).filter(existing::contains).isEmpty();
    }

    private static boolean isAhead(String key, Etcd.Entry now, String value) {
        return key.equals(COUNTER) && Long.parseLong(now.value()) >= Long.parseLong(value);
    }
}
