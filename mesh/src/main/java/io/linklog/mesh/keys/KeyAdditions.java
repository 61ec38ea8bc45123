package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.Transaction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Writes new keys to etcd while there is room. What admins make by the API leaves room for operators, and what other
 * tenants make leaves room for the tenant {@code default}, whose admins make the first key of a tenant. Thread-safe.
 */
final class KeyAdditions {

    private static final int MOST_BY_ADMINS = ApiKeyStore.MOST_KEYS - ApiKeyStore.MOST_OF_TENANT;
    private static final int MOST_BY_OTHER_TENANTS = MOST_BY_ADMINS - ApiKeyStore.MOST_OF_TENANT;

    /** Below etcd's own limit for a transaction, 128. */
    private static final int MOST_REMOVALS = 100;

    /** So many admins of a tenant may make a key at the same moment. */
    private static final int MOST_ATTEMPTS = 10;

    private record Count(int all, long ofTenant) {

        void requireFewer(int most) {
            if (all >= most) {
                throw new IllegalStateException("there are " + all + " keys already, and there may be " + most
                        + (most < ApiKeyStore.MOST_KEYS ? "; an operator makes more with ./linklog keys create" : ""));
            }
        }
    }

    private final Etcd etcd;
    private final InstantSource clock;

    KeyAdditions(Etcd etcd, InstantSource clock) {
        this.etcd = etcd;
        this.clock = clock;
    }

    /** See {@link ApiKeyStore#create}. */
    CompletableFuture<Void> add(ApiKey key) {
        return count(key.tenant()).thenCompose(count -> {
            count.requireFewer(ApiKeyStore.MOST_KEYS);
            return write(key, etcd.transaction()).thenAccept(written -> {
                if (written.isEmpty()) {
                    throw new IllegalStateException("a key of this id exists; try again");
                }
            });
        });
    }

    /** See {@link ApiKeyStore#createForAdmin}. */
    CompletableFuture<Void> addForAdmin(ApiKey key) {
        return addForAdmin(key, 1);
    }

    private CompletableFuture<Void> addForAdmin(ApiKey key, int attempt) {
        String path = KeyPaths.additions(key.tenant());
        // read before the list: whatever the tenant adds after it makes the write fail
        return etcd.get(path)
                .thenCompose(last -> count(key.tenant()).thenCompose(count -> {
                    requireRoom(key.tenant(), count);
                    long revision = last.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT);
                    Transaction addition =
                            etcd.transaction().ifModRevision(path, revision).put(path, key.id());
                    return write(key, addition)
                            .thenCompose(written -> written.isPresent()
                                    ? CompletableFuture.completedFuture(null)
                                    : again(key, attempt));
                }));
    }

    private static void requireRoom(String tenant, Count count) {
        if (count.ofTenant >= ApiKeyStore.MOST_OF_TENANT) {
            throw new IllegalStateException("the tenant has " + count.ofTenant + " keys already, and there may be "
                    + ApiKeyStore.MOST_OF_TENANT + "; those that ended count for 30 days");
        }
        count.requireFewer(tenant.equals(ApiKey.DEFAULT_TENANT) ? MOST_BY_ADMINS : MOST_BY_OTHER_TENANTS);
    }

    private CompletableFuture<Void> again(ApiKey key, int attempt) {
        if (attempt == MOST_ATTEMPTS) {
            throw new IllegalStateException("keys of the tenant are being made elsewhere; try again");
        }
        return addForAdmin(key, attempt + 1);
    }

    private static CompletableFuture<Optional<Long>> write(ApiKey key, Transaction addition) {
        String path = KeyPaths.of(key.id());
        return addition.ifModRevision(path, Etcd.ABSENT)
                .put(path, ApiKeyJson.write(key))
                .commit();
    }

    private CompletableFuture<Count> count(String tenant) {
        return etcd.list(KeyPaths.PREFIX).thenCompose(listing -> {
            Instant now = clock.instant();
            List<StoredKey> ended = new ArrayList<>();
            long ofTenant = 0;
            for (StoredKey each : StoredKey.all(listing)) {
                if (each.key().isRemovableAt(now)) {
                    ended.add(each);
                } else if (each.key().tenant().equals(tenant)) {
                    ofTenant++;
                }
            }
            long counted = ofTenant;
            return remove(ended.stream().limit(MOST_REMOVALS).toList())
                    .thenApply(removed -> new Count(listing.entries().size() - removed, counted));
        });
    }

    /** @return how many were removed; none if one of them has changed since it was listed */
    private CompletableFuture<Integer> remove(List<StoredKey> ended) {
        if (ended.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        Transaction removal = etcd.transaction();
        for (StoredKey each : ended) {
            String path = KeyPaths.of(each.key().id());
            removal.ifModRevision(path, each.modRevision()).delete(path);
        }
        return removal.commit().thenApply(written -> written.isPresent() ? ended.size() : 0);
    }
}
