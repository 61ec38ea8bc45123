package io.linklog.mesh.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.GetOption;
import io.linklog.mesh.async.DaemonThreads;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Reads and writes keys in etcd, with deadlines. Keys and values are UTF-8 text. Thread-safe.
 *
 * <p>Futures fail with {@link TimeoutException} if etcd does not answer in time. The outcome of a write that timed out
 * is unknown: read the key to learn it. Futures complete on threads of this class, so dependent stages may block.
 */
public final class Etcd implements AutoCloseable {

    /** As the expected revision of {@link #compareAndSet}: the key does not exist. */
    public static final long ABSENT = 0;

    /**
     * A key with its value and metadata.
     *
     * @param createRevision the revision at which the key was created; differs each time the key is created again
     * @param modRevision the revision of the last write; grows with every write to etcd, so it can be a fencing token
     * @param lease the lease that the key is attached to; 0 for none
     */
    public record Entry(String key, String value, long createRevision, long modRevision, long lease) {
        static Entry of(KeyValue keyValue) {
            return new Entry(
                    keyValue.getKey().toString(UTF_8),
                    keyValue.getValue().toString(UTF_8),
                    keyValue.getCreateRevision(),
                    keyValue.getModRevision(),
                    keyValue.getLease());
        }
    }

    /**
     * All keys under a prefix at one revision.
     *
     * @param revision the revision of etcd at which the keys were read
     */
    public record Listing(long revision, List<Entry> entries) {
        public Listing {
            entries = List.copyOf(entries);
        }

        /**
         * The keys whose entries differ between this listing and a local view. A key that only one side has differs.
         *
         * @param view the local view, by key
         * @param changedSince keys that changed after the listing; they are left out
         */
        public Set<String> differences(Map<String, Entry> view, Set<String> changedSince) {
            Map<String, Entry> unlisted = new HashMap<>(view);
            Set<String> different = new HashSet<>();
            for (Entry entry : entries) {
                if (!entry.equals(unlisted.remove(entry.key()))) {
                    different.add(entry.key());
                }
            }
            different.addAll(unlisted.keySet());
            different.removeAll(changedSince);
            return different;
        }
    }

    private final Connection connection;
    private final EtcdSettings settings;
    private final ExecutorService executor = Executors.newCachedThreadPool(DaemonThreads.named("etcd-calls"));

    /** Does not wait for etcd, which may be unavailable. */
    public Etcd(EtcdSettings settings) {
        this.settings = settings;
        this.connection = new Connection(settings, executor);
    }

    /** Where this program has its keys. The methods below take whole keys, so they reach the other keys, too. */
    public KeySpace keySpace() {
        return settings.keySpace();
    }

    /** Reads a key, linearizable; empty if the key does not exist. */
    public CompletableFuture<Optional<Entry>> get(String key) {
        return connection
                .call(client -> client.getKVClient().get(bytes(key)))
                .thenApplyAsync(
                        response -> response.getKvs().stream().findFirst().map(Entry::of), executor);
    }

    /**
     * Writes a key if it has not changed since it was read.
     *
     * @param expectedModRevision the revision that was read, or {@link #ABSENT}
     * @return the revision of the write; empty if the key has changed and nothing was written
     */
    public CompletableFuture<Optional<Long>> compareAndSet(String key, long expectedModRevision, String value) {
        return transaction()
                .ifModRevision(key, expectedModRevision)
                .put(key, value)
                .commit();
    }

    /**
     * Creates a key unless it exists, then reads it. Concurrent callers all get the value of the one that created the
     * key. Idempotent.
     */
    public CompletableFuture<Entry> getOrCreate(String key, String value) {
        return compareAndSet(key, ABSENT, value)
                .thenComposeAsync(written -> get(key), executor)
                .thenApplyAsync(
                        entry -> entry.orElseThrow(() ->
                                new EtcdUnavailableException("etcd key " + key + " was deleted while it was created")),
                        executor);
    }

    /** Deletes a key, if it exists. */
    public CompletableFuture<Void> delete(String key) {
        return connection
                .call(client -> client.getKVClient().delete(bytes(key)))
                .thenApplyAsync(response -> null, executor);
    }

    /**
     * Deletes a key if it has not changed since it was read.
     *
     * @param expectedModRevision the revision that was read
     * @return false if the key has changed or does not exist, and nothing was deleted
     */
    public CompletableFuture<Boolean> compareAndDelete(String key, long expectedModRevision) {
        return transaction()
                .ifModRevision(key, expectedModRevision)
                .delete(key)
                .commit()
                .thenApply(Optional::isPresent);
    }

    /** Begins a transaction: several conditions and writes, all or none of which take effect. */
    public Transaction transaction() {
        return new Transaction(connection, executor);
    }

    /** Reads all keys under a prefix at one revision, linearizable. */
    public CompletableFuture<Listing> list(String prefix) {
        GetOption option = GetOption.builder().isPrefix(true).build();
        return connection
                .call(client -> client.getKVClient().get(bytes(prefix), option))
                .thenApplyAsync(
                        response -> new Listing(
                                response.getHeader().getRevision(),
                                response.getKvs().stream().map(Entry::of).toList()),
                        executor);
    }

    /** The leases of this etcd. */
    public Leases leases() {
        return new Leases(connection, executor);
    }

    /**
     * Opens one watch on all keys under a prefix. Does not wait for etcd and does not recover from faults: after the
     * watch has ended, the caller lists the keys or opens another watch.
     *
     * @param fromRevision the first revision whose changes are delivered, usually the last known revision + 1
     */
    public PrefixWatch watchPrefix(String prefix, long fromRevision, PrefixWatch.Listener listener) {
        return PrefixWatch.open(connection.client(), prefix, fromRevision, listener);
    }

    /**
     * Follows one key: calls the listener with the current value and after each change. {@link KeyWatch} states the
     * guarantees. Does not wait for etcd.
     */
    public KeyWatch watch(String key, Consumer<Optional<Entry>> listener) {
        return new KeyWatch(this, key, listener);
    }

    /**
     * Waits for a call of this class. For code that may block: at start and in tests.
     *
     * @throws EtcdUnavailableException if the call fails or does not complete in time
     */
    public <T> T await(CompletableFuture<T> call) throws InterruptedException {
        try {
            return call.get(settings.timeout().toMillis() * 4, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new EtcdUnavailableException("etcd at " + settings.endpoints() + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new EtcdUnavailableException("etcd at " + settings.endpoints() + " does not answer", e);
        }
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    Client client() {
        return connection.client();
    }

    @Override
    public void close() {
        connection.close();
        executor.shutdownNow();
    }
}
