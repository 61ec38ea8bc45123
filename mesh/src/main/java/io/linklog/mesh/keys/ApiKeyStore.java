package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Makes, lists, revokes and rotates API keys in etcd. Each write takes effect only if the key has not changed since it
 * was read. Thread-safe.
 *
 * <p>If etcd's answer is lost, a key may be there whose secret nobody has: the list shows it, and it can be revoked. A
 * second revocation changes nothing. A rotation whose answer is lost is repeated without a grace time.
 */
public final class ApiKeyStore {

    /** More are refused: every service holds all keys in memory, and etcd returns them in one answer. */
    public static final int MOST_KEYS = 5_000;

    /** Of one tenant, an admin makes no more, so that no tenant takes the places of the others. */
    public static final int MOST_OF_TENANT = 500;

    /** Two people at most change one key at the same moment. */
    private static final int MOST_ATTEMPTS = 5;

    /**
     * What a new key is to be.
     *
     * @param expiresAt from then on it does not work; empty for never
     */
    public record Request(
            String name, String tenant, Role role, Optional<Instant> expiresAt, Optional<RateLimit> limit) {}

    /**
     * A key whose secret is known, only now.
     *
     * @param text for the owner; it cannot be found again
     */
    public record Issued(ApiKey key, KeyText text) {}

    private final Etcd etcd;
    private final RandomGenerator random;
    private final InstantSource clock;
    private final KeyAdditions additions;

    /** @param random must be cryptographically strong, such as a SecureRandom */
    public ApiKeyStore(Etcd etcd, RandomGenerator random, InstantSource clock) {
        this.etcd = etcd;
        this.random = random;
        this.clock = clock;
        this.additions = new KeyAdditions(etcd, clock);
    }

    /**
     * Makes a key for an operator. Removes keys that ended long ago ({@link ApiKey#isRemovableAt}): they would count
     * for ever.
     *
     * @return fails with an {@link IllegalStateException} if there are {@link #MOST_KEYS} already, or if a key of the
     *     same random id exists
     * @throws IllegalArgumentException if the name or the tenant is not valid, or if the name contains a key
     */
    public CompletableFuture<Issued> create(Request request) {
        Issued issued = issue(request);
        return additions.add(issued.key()).thenApply(added -> issued);
    }

    /**
     * The same for an admin, who must leave room for others. Also fails if the tenant has {@link #MOST_OF_TENANT} keys,
     * or if the places left are for operators, or for them and the tenant {@code default}.
     */
    public CompletableFuture<Issued> createForAdmin(Request request) {
        Issued issued = issue(request);
        return additions.addForAdmin(issued.key()).thenApply(added -> issued);
    }

    private Issued issue(Request request) {
        if (KeyText.isIn(request.name())) {
            throw new IllegalArgumentException("a name must not contain a key: lists and logs show names");
        }
        KeyText text = KeyText.generate(random);
        ApiKey key = new ApiKey(
                text.id(),
                request.name(),
                request.tenant(),
                request.role(),
                List.of(SecretHash.of(text)),
                request.expiresAt(),
                request.limit(),
                now(),
                Optional.empty(),
                1);
        return new Issued(key, text);
    }

    /** All keys, also revoked and expired ones, the oldest first. Values that are no key are left out. */
    public CompletableFuture<List<ApiKey>> list() {
        return etcd.list(KeyPaths.PREFIX)
                .thenApply(listing -> StoredKey.all(listing).stream()
                        .map(StoredKey::key)
                        .sorted(Comparator.comparing(ApiKey::createdAt).thenComparing(ApiKey::id))
                        .toList());
    }

    /** The key of this id, also if it is revoked or has expired. */
    public CompletableFuture<Optional<ApiKey>> get(String id) {
        return find(id).thenApply(found -> found.map(StoredKey::key));
    }

    /**
     * Revokes a key, whichever it is. Idempotent.
     *
     * @return the revoked key; empty if there is none of this id
     */
    public CompletableFuture<Optional<ApiKey>> revoke(String id) {
        return change(id, key -> key.revoke(now()), 1);
    }

    /**
     * Revokes a key unless it is the last one that works and runs the whole system. Two such keys that are revoked at
     * the same moment do not both end: each revocation depends on the other key as it was read. Idempotent.
     *
     * @return empty if there is no key of this id; fails with an {@link IllegalStateException} for the last admin
     */
    public CompletableFuture<Optional<ApiKey>> revokeUnlessLastAdmin(String id) {
        return revokeUnlessLastAdmin(id, 1);
    }

    private CompletableFuture<Optional<ApiKey>> revokeUnlessLastAdmin(String id, int attempt) {
        return etcd.list(KeyPaths.PREFIX).thenCompose(listing -> {
            List<StoredKey> all = StoredKey.all(listing);
            Optional<StoredKey> found =
                    all.stream().filter(each -> each.key().id().equals(id)).findFirst();
            if (found.isEmpty() || found.get().key().revokedAt().isPresent()) {
                return CompletableFuture.completedFuture(found.map(StoredKey::key));
            }
            ApiKey after = found.get().key().revoke(now());
            Transaction revocation = etcd.transaction()
                    .ifModRevision(KeyPaths.of(id), found.get().modRevision())
                    .put(KeyPaths.of(id), ApiKeyJson.write(after));
            if (isWorkingAdmin(found.get().key())) {
                StoredKey other = otherAdmin(all, id)
                        .orElseThrow(() -> new IllegalStateException("key " + id + " is the last admin of the tenant "
                                + ApiKey.DEFAULT_TENANT + "; make another one first"));
                revocation.ifModRevision(KeyPaths.of(other.key().id()), other.modRevision());
            }
            return revocation
                    .commit()
                    .thenCompose(written -> written.isPresent()
                            ? CompletableFuture.completedFuture(Optional.of(after))
                            : again(id, attempt, next -> revokeUnlessLastAdmin(id, next)));
        });
    }

    /** Of the other admins of the system, the one that works longest. */
    private Optional<StoredKey> otherAdmin(List<StoredKey> all, String id) {
        return all.stream()
                .filter(each -> !each.key().id().equals(id) && isWorkingAdmin(each.key()))
                .max(Comparator.comparing(each -> each.key().expiresAt().orElse(Instant.MAX)));
    }

    private boolean isWorkingAdmin(ApiKey key) {
        return key.isSystemAdmin() && key.isUsableAt(clock.instant());
    }

    private static <T> CompletableFuture<T> again(String id, int attempt, IntFunction<CompletableFuture<T>> call) {
        if (attempt == MOST_ATTEMPTS) {
            throw new IllegalStateException("key " + id + " is being changed elsewhere; try again");
        }
        return call.apply(attempt + 1);
    }

    /** Whole seconds: people read and type these times. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * Gives a key a new secret. The current one works until the grace time ends; see {@link ApiKey#rotate}.
     *
     * @return empty if there is no key of this id; fails with an {@link IllegalStateException} if it cannot be rotated
     */
    public CompletableFuture<Optional<Issued>> rotate(String id, Duration grace) {
        KeyText text = KeyText.ofId(id, random);
        SecretHash fresh = SecretHash.of(text);
        return change(id, key -> key.rotate(fresh, grace, now()), 1)
                .thenApply(changed -> changed.map(key -> new Issued(key, text)));
    }

    private CompletableFuture<Optional<ApiKey>> change(String id, UnaryOperator<ApiKey> change, int attempt) {
        return find(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.<ApiKey>empty());
            }
            ApiKey before = found.get().key();
            ApiKey after = change.apply(before);
            if (after.equals(before)) {
                return CompletableFuture.completedFuture(Optional.of(before));
            }
            return etcd.compareAndSet(KeyPaths.of(id), found.get().modRevision(), ApiKeyJson.write(after))
                    .thenCompose(written -> written.isPresent()
                            ? CompletableFuture.completedFuture(Optional.of(after))
                            : again(id, attempt, next -> change(id, change, next)));
        });
    }

    private CompletableFuture<Optional<StoredKey>> find(String id) {
        if (!KeyText.isId(id)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return etcd.get(KeyPaths.of(id))
                .thenApply(found -> found.map(entry -> {
                    try {
                        return new StoredKey(ApiKeyJson.read(entry), entry.modRevision());
                    } catch (MalformedValueException e) {
                        throw new IllegalStateException("key " + id + " in etcd is not valid: " + e.getMessage(), e);
                    }
                }));
    }
}
