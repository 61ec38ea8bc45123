package io.linklog.webhooks.hooks;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Fence;
import io.linklog.mesh.etcd.MalformedValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** Webhooks in etcd: what is wanted of them, and apart from it what instances have done for them. Thread-safe. */
public final class HookStore {

    /** The most that are served: each has a consumer of its own in every instance. */
    public static final int MOST = 32;

    public static final String WANTED = "/linklog/webhooks/";
    private static final String DONE = "/linklog/webhook-progress/";
    private static final int ATTEMPTS = 10;

    /**
     * One as it stands in etcd.
     *
     * @param createRevision the same for all its life
     * @param modRevision grows whenever it is written
     */
    public record Stored(Hook hook, long createRevision, long modRevision) {

        public static Stored of(Etcd.Entry item) throws MalformedValueException {
            Hook hook = HookJson.read(item.value());
            if (!item.key().equals(key(hook.id()))) {
                throw new MalformedValueException("says to be " + hook.id());
            }
            return new Stored(hook, item.createRevision(), item.modRevision());
        }
    }

    /** @param malformed keys with values that are no hook */
    public record All(List<Stored> hooks, List<String> malformed) {}

    private final Etcd etcd;

    public HookStore(Etcd etcd) {
        this.etcd = etcd;
    }

    static String key(String id) {
        return WANTED + id;
    }

    public static List<Stored> oldestFirst(Collection<Stored> hooks) {
        return hooks.stream()
                .sorted(Comparator.comparingLong(Stored::createRevision))
                .toList();
    }

    /** All, the oldest first. */
    public CompletableFuture<All> list() {
        return etcd.list(WANTED).thenApply(listing -> {
            List<Stored> hooks = new ArrayList<>();
            List<String> malformed = new ArrayList<>();
            for (Etcd.Entry item : listing.entries()) {
                try {
                    hooks.add(Stored.of(item));
                } catch (MalformedValueException e) {
                    malformed.add(item.key() + ": " + e.getMessage());
                }
            }
            return new All(oldestFirst(hooks), malformed);
        });
    }

    /** Writes a new one; false when there is one of this id. */
    public CompletableFuture<Boolean> add(Hook hook) {
        return etcd.compareAndSet(key(hook.id()), Etcd.ABSENT, HookJson.write(hook))
                .thenApply(Optional::isPresent);
    }

    /**
     * Changes one over whatever it is at the moment.
     *
     * @return as it was written; empty when there is none
     */
    public CompletableFuture<Optional<Hook>> change(String id, UnaryOperator<Hook> change) {
        return change(id, change, ATTEMPTS);
    }

    private CompletableFuture<Optional<Hook>> change(String id, UnaryOperator<Hook> change, int attempts) {
        return etcd.get(key(id)).thenCompose(entry -> {
            if (entry.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            Hook next;
            try {
                next = change.apply(HookJson.read(entry.get().value()));
            } catch (MalformedValueException e) {
                return CompletableFuture.failedFuture(e);
            }
            return etcd.compareAndSet(key(id), entry.get().modRevision(), HookJson.write(next))
                    .thenCompose(written -> written.isPresent()
                            ? CompletableFuture.completedFuture(Optional.of(next))
                            : attempts > 1
                                    ? change(id, change, attempts - 1)
                                    : CompletableFuture.failedFuture(
                                            new IllegalStateException("Webhook " + id + " changes all the time")));
        });
    }

    /** Deletes one, with what was done for it; harmless when there is none. */
    public CompletableFuture<Void> remove(String id) {
        return etcd.delete(key(id))
                .thenCompose(gone -> etcd.list(DONE + id + '/'))
                .thenCompose(listing -> CompletableFuture.allOf(listing.entries().stream()
                        .map(item -> etcd.delete(item.key()))
                        .toArray(CompletableFuture[]::new)));
    }

    /** What each instance has done for a hook. */
    public CompletableFuture<List<DeliveryReport>> progress(String id) {
        return etcd.list(DONE + id + '/').thenApply(listing -> {
            List<DeliveryReport> all = new ArrayList<>();
            for (Etcd.Entry item : listing.entries()) {
                try {
                    all.add(DeliveryReport.read(item.value()));
                } catch (MalformedValueException e) {
                    // of another version; it is only to look at
                }
            }
            return all;
        });
    }

    /**
     * Tells what an instance has done, unless the hook is gone.
     *
     * @param createRevision of the hook
     */
    public CompletableFuture<Optional<Long>> report(String id, long createRevision, DeliveryReport progress) {
        return etcd.transaction()
                .fencedBy(new Fence(key(id), createRevision))
                .put(DONE + id + '/' + progress.instance(), progress.write())
                .commit();
    }
}
