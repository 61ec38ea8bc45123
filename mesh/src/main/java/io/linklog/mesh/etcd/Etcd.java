package io.linklog.mesh.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.options.GetOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keys in etcd, with deadlines. Keys and values are UTF-8 text. Thread-safe.
 *
 * <p>Futures fail with {@link java.util.concurrent.TimeoutException} when etcd does not answer in time. The outcome of
 * a write that timed out is unknown: read the key to learn it. Futures complete on an executor of this class, so that
 * what is chained to them may take its time.
 */
public final class Etcd implements AutoCloseable {

    /** The condition of {@link #compareAndSet} that the key does not exist. */
    public static final long ABSENT = 0;

    /**
     * A key's value as it was read.
     *
     * @param modRevision of the write that set it; grows with every write to etcd; a fencing token
     */
    public record Entry(String value, long modRevision) {}

    /**
     * A key with all that etcd says of it.
     *
     * @param createRevision of the write that made the key; differs between two lives of a key
     * @param modRevision of the write that set the value
     * @param lease on which the key hangs; 0 for none
     */
    public record Item(String key, String value, long createRevision, long modRevision, long lease) {
        static Item of(KeyValue keyValue) {
            return new Item(
                    keyValue.getKey().toString(UTF_8),
                    keyValue.getValue().toString(UTF_8),
                    keyValue.getCreateRevision(),
                    keyValue.getModRevision(),
                    keyValue.getLease());
        }
    }

    /**
     * What was under a prefix.
     *
     * @param revision of etcd at which this was so
     */
    public record Listing(long revision, List<Item> items) {
        public Listing {
            items = List.copyOf(items);
        }

        /**
         * The keys that a view of the prefix has otherwise, does not have, or should not have.
         *
         * @param view what is known, by key
         * @param changedSince keys of which nothing can be said, because they changed after the listing
         */
        public Set<String> differences(Map<String, Item> view, Set<String> changedSince) {
            Map<String, Item> here = new HashMap<>(view);
            Set<String> different = new HashSet<>();
            for (Item item : items) {
                if (!item.equals(here.remove(item.key()))) {
                    different.add(item.key());
                }
            }
            different.addAll(here.keySet());
            different.removeAll(changedSince);
            return different;
        }
    }

    private final Connection connection;
    private final EtcdSettings settings;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "etcd-calls");
        thread.setDaemon(true);
        return thread;
    });

    /** Does not connect yet: etcd may be away. */
    public Etcd(EtcdSettings settings) {
        this.settings = settings;
        this.connection = new Connection(settings, executor);
    }

    /** The value of a key, linearizable; empty when there is none. */
    public CompletableFuture<Optional<Entry>> get(String key) {
        return connection
                .call(client -> client.getKVClient().get(bytes(key)))
                .thenApplyAsync(
                        response -> response.getKvs().stream().findFirst().map(Etcd::entry), executor);
    }

    /**
     * Writes a key if it is still as it was read.
     *
     * @param expectedModRevision as read, or {@link #ABSENT}
     * @return the revision of the write; empty when the key had changed and nothing was written
     */
    public CompletableFuture<Optional<Long>> compareAndSet(String key, long expectedModRevision, String value) {
        return transaction()
                .ifModRevision(key, expectedModRevision)
                .put(key, value)
                .commit();
    }

    /**
     * The value of a key, which is written first when there is none. With several callers at once all get the value of
     * the one that won; a repeat is harmless.
     */
    public CompletableFuture<Entry> getOrCreate(String key, String value) {
        return compareAndSet(key, ABSENT, value)
                .thenComposeAsync(written -> get(key), executor)
                .thenApplyAsync(
                        entry -> entry.orElseThrow(
                                () -> new IllegalStateException("etcd key " + key + " vanished while it was created")),
                        executor);
    }

    /** Deletes a key; harmless when there is none. */
    public CompletableFuture<Void> delete(String key) {
        return connection
                .call(client -> client.getKVClient().delete(bytes(key)))
                .thenApplyAsync(response -> null, executor);
    }

    /**
     * Deletes a key if it is still as it was read.
     *
     * @param expectedModRevision as read
     * @return false when the key had changed or gone and nothing was deleted
     */
    public CompletableFuture<Boolean> compareAndDelete(String key, long expectedModRevision) {
        return transaction()
                .ifModRevision(key, expectedModRevision)
                .delete(key)
                .commit()
                .thenApply(Optional::isPresent);
    }

    /** Several conditions and writes that happen together or not at all. */
    public Transaction transaction() {
        return new Transaction(connection, executor);
    }

    /** A key with all that etcd says of it, linearizable; empty when there is none. */
    public CompletableFuture<Optional<Item>> find(String key) {
        return connection
                .call(client -> client.getKVClient().get(bytes(key)))
                .thenApplyAsync(
                        response -> response.getKvs().stream().findFirst().map(Item::of), executor);
    }

    /** All keys under a prefix at one revision, linearizable. */
    public CompletableFuture<Listing> list(String prefix) {
        GetOption option = GetOption.builder().isPrefix(true).build();
        return connection
                .call(client -> client.getKVClient().get(bytes(prefix), option))
                .thenApplyAsync(
                        response -> new Listing(
                                response.getHeader().getRevision(),
                                response.getKvs().stream().map(Item::of).toList()),
                        executor);
    }

    /** Leases of this etcd. */
    public Leases leases() {
        return new Leases(connection, executor);
    }

    /**
     * Opens one watch on all keys under a prefix. Does not wait for etcd and recovers from nothing: when it has ended,
     * the caller lists or opens another.
     *
     * @param fromRevision the first whose changes are told, usually one more than the last known
     */
    public PrefixWatch watchPrefix(String prefix, long fromRevision, PrefixWatch.Listener listener) {
        return PrefixWatch.open(connection.client(), prefix, fromRevision, listener);
    }

    /**
     * Follows one key: calls the listener with its value now and whenever it has changed. See {@link KeyWatch} for what
     * is promised. Does not wait for etcd.
     */
    public KeyWatch watch(String key, Consumer<Optional<Entry>> listener) {
        return new KeyWatch(this, key, listener);
    }

    /** Waits for a call of this class where waiting is right: at start and in tests. */
    public <T> T await(CompletableFuture<T> call) throws InterruptedException {
        try {
            return call.get(settings.timeout().toMillis() * 4, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("etcd at " + settings.endpoints() + " failed: " + e.getCause(), e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("etcd at " + settings.endpoints() + " does not answer", e);
        }
    }

    Executor executor() {
        return executor;
    }

    static ByteSequence bytes(String text) {
        return ByteSequence.from(text, UTF_8);
    }

    Client client() {
        return connection.client();
    }

    static Entry entry(KeyValue keyValue) {
        return new Entry(keyValue.getValue().toString(UTF_8), keyValue.getModRevision());
    }

    @Override
    public void close() {
        connection.close();
        executor.shutdownNow();
    }
}
