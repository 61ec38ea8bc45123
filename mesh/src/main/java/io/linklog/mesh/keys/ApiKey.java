package io.linklog.mesh.keys;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key as Linklog stores it: without its secret.
 *
 * @param id the public part of the key's text, see {@link KeyText#isId}
 * @param name for people: 1 to 100 characters, none of them a control character
 * @param tenant whose links it works on, see {@link #isTenant}
 * @param secrets one or two hashes: the current secret, and the one before it until its grace time ends
 * @param expiresAt from then on the key does not work; empty for never
 * @param limit how many calls it may make; empty for no limit
 * @param revokedAt when it was revoked; from then on it does not work
 * @param version counts the changes, from 1: of two states of a key the one with the higher version is the newer
 */
public record ApiKey(
        String id,
        String name,
        String tenant,
        Role role,
        List<SecretHash> secrets,
        Optional<Instant> expiresAt,
        Optional<RateLimit> limit,
        Instant createdAt,
        Optional<Instant> revokedAt,
        int version) {

    /** The tenant of everything that was made before there were tenants. Its admins run the whole system. */
    public static final String DEFAULT_TENANT = "default";

    private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,32}");
    private static final int MOST_NAME_CHARACTERS = 100;
    private static final int MOST_SECRETS = 2;
    private static final Duration KEPT_AFTER_END = Duration.ofDays(30);

    public ApiKey {
        secrets = List.copyOf(secrets);
        if (!KeyText.isId(id)) {
            throw new IllegalArgumentException("an id is 1 to 32 digits and lower-case letters");
        }
        if (name.isBlank()
                || name.length() > MOST_NAME_CHARACTERS
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a name is 1 to " + MOST_NAME_CHARACTERS + " characters without control characters");
        }
        if (!isTenant(tenant)) {
            throw new IllegalArgumentException("a tenant is 1 to 32 lower-case letters, digits and hyphens");
        }
        if (secrets.isEmpty() || secrets.size() > MOST_SECRETS) {
            throw new IllegalArgumentException("a key has one or two secrets");
        }
        if (version < 1) {
            throw new IllegalArgumentException("a version is 1 or more");
        }
    }

    /** Whether a text is the name of a tenant: 1 to 32 lower-case letters, digits and hyphens. */
    public static boolean isTenant(String text) {
        return TENANT.matcher(text).matches();
    }

    /** Whether the key is neither revoked nor expired. */
    public boolean isUsableAt(Instant now) {
        return revokedAt.isEmpty() && (expiresAt.isEmpty() || now.isBefore(expiresAt.get()));
    }

    /**
     * Whether the key ended so long ago that it may be removed. Until then a list shows it, and whoever knows that it
     * was revoked writes that back if etcd is restored from a backup.
     */
    public boolean isRemovableAt(Instant now) {
        Instant expiry = expiresAt.orElse(Instant.MAX);
        Instant end = revokedAt.filter(at -> at.isBefore(expiry)).orElse(expiry);
        return end.isBefore(now.minus(KEPT_AFTER_END));
    }

    /**
     * Whether another state of this key was undone if etcd shows this one. A revocation is for good; of two states that
     * are both revoked, or both not, the one with the higher version is the newer.
     *
     * @param other a state of the same key
     */
    boolean isOlderThan(ApiKey other) {
        return revokedAt.isPresent() == other.revokedAt.isPresent()
                ? version < other.version
                : other.revokedAt.isPresent();
    }

    /**
     * Whether a hash is that of a secret that works. Always compares two hashes, each in constant time, so the time
     * does not tell which one fits.
     */
    public boolean acceptsAt(Instant now, byte[] hash) {
        SecretHash current = secrets.get(0);
        SecretHash former = secrets.get(secrets.size() - 1);
        boolean isCurrent = current.equalsHash(hash) & current.worksAt(now);
        boolean isFormer = former.equalsHash(hash) & former.worksAt(now);
        return isCurrent | isFormer;
    }

    /** When the secret from before a rotation stops to work, also if that time is past; empty if there is none. */
    public Optional<Instant> formerSecretUntil() {
        return secrets.get(secrets.size() - 1).until();
    }

    /** Whether this key may see and change what concerns the whole system. */
    public boolean isSystemAdmin() {
        return role == Role.ADMIN && tenant.equals(DEFAULT_TENANT);
    }

    /** The same key, revoked. A key that is revoked already stays as it is. */
    public ApiKey revoke(Instant now) {
        return revokedAt.isPresent() ? this : with(secrets, Optional.of(now));
    }

    /**
     * The same key with a new secret; the current one works until the grace time ends.
     *
     * @param grace zero ends all former secrets at once
     * @throws IllegalStateException if the key does not work, or if a former secret still does and would end early
     */
    public ApiKey rotate(SecretHash fresh, Duration grace, Instant now) {
        if (!isUsableAt(now)) {
            throw new IllegalStateException("key " + id + " is revoked or has expired; create another one");
        }
        if (grace.isZero()) {
            return with(List.of(fresh), revokedAt);
        }
        Optional<Instant> formerEnds = formerSecretUntil();
        if (formerEnds.isPresent() && now.isBefore(formerEnds.get())) {
            throw new IllegalStateException("the former secret of key " + id + " works until " + formerEnds.get()
                    + "; wait for that, or rotate without a grace time");
        }
        return with(List.of(fresh, secrets.get(0).until(now.plus(grace))), revokedAt);
    }

    private ApiKey with(List<SecretHash> otherSecrets, Optional<Instant> revoked) {
        return new ApiKey(
                id,
                name,
                tenant,
                role,
                otherSecrets,
                expiresAt,
                limit,
                createdAt,
                revoked,
                Math.incrementExact(version));
    }
}
