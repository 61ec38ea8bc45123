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

/** Webhooks in etcd: the hooks, and the reports of the instances that deliver to them. Thread-safe. */
public final class HookStore {

    /** The maximum number of hooks. Each has a consumer of its own in every instance. */
    public static final int MOST = 32;

    /** The prefix of hooks in etcd. */
    public static final String HOOKS = "/linklog/webhooks/";

    /**
     * The maximum number of hooks that a tenant may make by the API: a quarter of all, so that no tenant takes every
     * place.
     */
    public static final int MOST_OF_TENANT = 8;

    /** Written with each new hook, so that of two at the same moment one counts the other. */
    private static final String ADDITIONS = "/linklog/webhook-additions";

    private static final String REPORTS = "/linklog/webhook-progress/";
    private static final int ATTEMPTS = 10;

    /**
     * A hook as etcd stores it.
     *
     * @param createRevision stays the same as long as the hook exists
     * @param modRevision increases with every write
     */
    public record Stored(Hook hook, long createRevision, long modRevision) {

        /** @throws MalformedValueException if the value is not a hook */
        public static Stored of(Etcd.Entry item) throws MalformedValueException {
            Hook hook = HookJson.read(item.value());
            if (!item.key().equals(key(hook.id()))) {
                throw new MalformedValueException("has the id " + hook.id());
            }
            return new Stored(hook, item.createRevision(), item.modRevision());
        }
    }

    /** @param malformed keys whose values are not hooks, each with the reason */
    public record All(List<Stored> hooks, List<String> malformed) {}

    private final Etcd etcd;

    public HookStore(Etcd etcd) {
        this.etcd = etcd;
    }

    static String key(String id) {
        return HOOKS + id;
    }

    /** Sorts hooks by the time of their creation. */
    public static List<Stored> sortOldestFirst(Collection<Stored> hooks) {
        return hooks.stream()
                .sorted(Comparator.comparingLong(Stored::createRevision))
                .toList();
    }

    /** Reads all hooks, oldest first. */
    public CompletableFuture<All> list() {
        return etcd.list(HOOKS).thenApply(listing -> {
            List<Stored> hooks = new ArrayList<>();
            List<String> malformed = new ArrayList<>();
            for (Etcd.Entry item : listing.entries()) {
                try {
                    hooks.add(Stored.of(item));
                } catch (MalformedValueException e) {
                    malformed.add(item.key() + ": " + e.getMessage());
                }
            }
            return new All(sortOldestFirst(hooks), malformed);
        });
    }

    /** What became of a new hook. */
    public enum Addition {
        DONE,
        ID_TAKEN,
        /** There are {@link #MOST} hooks. */
        FULL,
        /** The tenant has {@link #MOST_OF_TENANT} hooks, and the new one is made by the API. */
        TENANT_FULL
    }

    /** Writes a new hook, unless there are too many. */
    public CompletableFuture<Addition> add(Hook hook) {
        return add(hook, ATTEMPTS);
    }

    private CompletableFuture<Addition> add(Hook hook, int attempts) {
        // read before the list: whatever is added after it makes the write fail
        return etcd.get(ADDITIONS)
                .thenCompose(last -> list().thenCompose(all -> {
                    Addition refusal = refusal(hook, all);
                    if (refusal != Addition.DONE) {
                        return CompletableFuture.completedFuture(refusal);
                    }
                    return etcd.transaction()
                            .ifModRevision(
                                    ADDITIONS, last.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT))
                            .ifModRevision(key(hook.id()), Etcd.ABSENT)
                            .put(ADDITIONS, hook.id())
                            .put(key(hook.id()), HookJson.write(hook))
                            .commit()
                            .thenCompose(written -> written.isPresent()
                                    ? CompletableFuture.completedFuture(Addition.DONE)
                                    : attempts > 1
                                            ? add(hook, attempts - 1)
                                            : CompletableFuture.failedFuture(new IllegalStateException(
                                                    "Webhooks are being added by others; try again")));
                }));
    }

    private static Addition refusal(Hook hook, All all) {
        List<Hook> there = all.hooks().stream().map(Stored::hook).toList();
        if (there.stream().anyMatch(each -> each.id().equals(hook.id()))) {
            return Addition.ID_TAKEN;
        }
        if (there.size() >= MOST) {
            return Addition.FULL;
        }
        long own = there.stream()
                .filter(each -> each.tenant().equals(hook.tenant()))
                .count();
        return hook.isGuarded() && own >= MOST_OF_TENANT ? Addition.TENANT_FULL : Addition.DONE;
    }

    /** The hook of this id. Fails with a {@link MalformedValueException} if the value is not a hook. */
    public CompletableFuture<Optional<Hook>> find(String id) {
        return etcd.get(key(id)).thenCompose(entry -> {
            if (entry.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            try {
                return CompletableFuture.completedFuture(
                        Optional.of(Stored.of(entry.get()).hook()));
            } catch (MalformedValueException e) {
                return CompletableFuture.failedFuture(e);
            }
        });
    }

    /**
     * Changes a hook by compare-and-set; retries with the new value if another writer was faster.
     *
     * @return the hook as it was written; empty if there is none
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
                                    : CompletableFuture.failedFuture(new IllegalStateException(
                                            "Webhook " + id + " is being changed by another process; try again")));
        });
    }

    /** Deletes a hook and its reports. Does nothing if there is none. */
    public CompletableFuture<Void> remove(String id) {
        return etcd.delete(key(id))
                .thenCompose(gone -> etcd.list(REPORTS + id + '/'))
                .thenCompose(listing -> CompletableFuture.allOf(listing.entries().stream()
                        .map(item -> etcd.delete(item.key()))
                        .toArray(CompletableFuture[]::new)));
    }

    /** Reads the last report of each instance about a hook. */
    public CompletableFuture<List<DeliveryReport>> reports(String id) {
        return etcd.list(REPORTS + id + '/').thenApply(listing -> {
            List<DeliveryReport> all = new ArrayList<>();
            for (Etcd.Entry item : listing.entries()) {
                try {
                    all.add(DeliveryReport.read(item.value()));
                } catch (MalformedValueException e) {
                    // written by another version; a report is only information
                }
            }
            return all;
        });
    }

    /**
     * Writes a report, unless the hook was deleted or created anew.
     *
     * @param createRevision of the hook
     */
    public CompletableFuture<Optional<Long>> report(String id, long createRevision, DeliveryReport report) {
        return etcd.transaction()
                .fencedBy(new Fence(key(id), createRevision))
                .put(REPORTS + id + '/' + report.instance(), report.write())
                .commit();
    }
}
