package io.linklog.kit.access;

import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.mesh.keys.SecretHash;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks a presented key against the stored ones. Unknown id, wrong secret, revoked and expired cost the same work: one
 * hash and two comparisons in constant time. So neither the answer nor its time tells which ids exist. Thread-safe.
 */
public final class KeyCheck {

    private final Function<String, Optional<ApiKey>> keys;
    private final InstantSource clock;
    /** Stands for an unknown key, so that it takes the same work. */
    private final ApiKey nobody;

    /** @param keys finds a key by its id, without a remote call */
    public KeyCheck(Function<String, Optional<ApiKey>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
        KeyText unknown = KeyText.generate(new SecureRandom());
        this.nobody = new ApiKey(
                unknown.id(),
                "nobody",
                ApiKey.DEFAULT_TENANT,
                Role.READER,
                List.of(SecretHash.of(unknown)),
                Optional.of(Instant.EPOCH),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                1);
    }

    /**
     * The caller who presents a key; empty if the key does not work, for whatever reason.
     *
     * @param presented the whole key as the caller sent it
     */
    public Optional<Caller> check(String presented) {
        return KeyText.parse(presented).flatMap(this::check);
    }

    private Optional<Caller> check(KeyText presented) {
        byte[] hash = presented.hash();
        Instant now = clock.instant();
        ApiKey key = keys.apply(presented.id()).orElse(nobody);
        // no short circuit
        boolean works = key.acceptsAt(now, hash) & key.isUsableAt(now);
        return works ? Optional.of(new Caller(key, presented, () -> stillWorks(key, hash))) : Optional.empty();
    }

    /**
     * Whether the key still works and still has the same rights; false also when the grace time of its secret ended.
     */
    private boolean stillWorks(ApiKey before, byte[] hash) {
        Instant now = clock.instant();
        return keys.apply(before.id())
                .filter(key -> key.isUsableAt(now)
                        && key.acceptsAt(now, hash)
                        && key.role() == before.role()
                        && key.tenant().equals(before.tenant()))
                .isPresent();
    }
}
