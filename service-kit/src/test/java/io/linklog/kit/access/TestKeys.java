package io.linklog.kit.access;

import io.linklog.kit.client.Networks;
import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.ratelimit.AddressLimits;
import io.linklog.kit.ratelimit.AddressLimits.Failure;
import io.linklog.kit.ratelimit.KeyLimits;
import io.linklog.kit.ratelimit.LimitSettings;
import io.linklog.kit.ratelimit.Limits;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.mesh.keys.Role;
import io.linklog.mesh.keys.SecretHash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Keys in memory, and a clock that stands. */
final class TestKeys {

    static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");

    private final Map<String, ApiKey> keys = new ConcurrentHashMap<>();
    private final List<String> secrets = new CopyOnWriteArrayList<>(List.of("llk_never"));
    private final Random random = new Random(13);
    private volatile Instant now = NOW;
    private volatile int instances = 1;
    private volatile long nanos;
    private volatile LimitSettings limits = LimitSettings.off();
    private volatile Optional<Duration> age = Optional.of(Duration.ZERO);

    /** A key that never expires. */
    KeyText add(String tenant, Role role) {
        return add(tenant, role, Optional.empty());
    }

    KeyText add(String tenant, Role role, Optional<Instant> expiresAt) {
        KeyText text = KeyText.generate(random);
        secrets.add(secret(text));
        keys.put(
                text.id(),
                new ApiKey(
                        text.id(),
                        "a key for tests",
                        tenant,
                        role,
                        List.of(SecretHash.of(text)),
                        expiresAt,
                        Optional.empty(),
                        NOW,
                        Optional.empty(),
                        1));
        return text;
    }

    /** The text of a key with the same id and another secret. */
    KeyText withOtherSecret(KeyText text) {
        KeyText other = KeyText.ofId(text.id(), random);
        secrets.add(secret(other));
        return other;
    }

    /** The secrets of all keys so far. */
    List<String> secrets() {
        return secrets;
    }

    private static String secret(KeyText text) {
        return text.reveal().substring(text.reveal().lastIndexOf('_') + 1);
    }

    void change(KeyText text, UnaryOperator<ApiKey> change) {
        keys.computeIfPresent(text.id(), (id, key) -> change.apply(key));
    }

    void revoke(KeyText text) {
        change(text, key -> key.revoke(now));
    }

    void remove(KeyText text) {
        keys.remove(text.id());
    }

    void pass(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    /** How many instances share the limits. */
    void instances(int number) {
        instances = number;
    }

    /** Sets how many calls without a valid key an address may make. Call it before {@link #control}. */
    void unauthorized(String limit, String unlimited) {
        limits =
                new LimitSettings(Networks.parse(unlimited), Map.of(Failure.UNAUTHORIZED, RateLimit.parse(limit)), 100);
    }

    /** Gives a key a limit. */
    void limit(KeyText text, String limit) {
        change(
                text,
                key -> new ApiKey(
                        key.id(),
                        key.name(),
                        key.tenant(),
                        key.role(),
                        key.secrets(),
                        key.expiresAt(),
                        Optional.of(RateLimit.parse(limit)),
                        key.createdAt(),
                        key.revokedAt(),
                        key.version()));
    }

    void age(Optional<Duration> knowledge) {
        age = knowledge;
    }

    KeyCheck check() {
        return new KeyCheck(id -> Optional.ofNullable(keys.get(id)), () -> now);
    }

    AccessControl control(boolean required, LongAnswers longAnswers, Duration writeAge) {
        return new AccessControl(
                required,
                new AccessControl.Keys(check(), () -> age, writeAge),
                new CallLimits(new Limits(
                        new KeyLimits(() -> instances, new SimpleMeterRegistry(), () -> nanos),
                        new AddressLimits(limits, () -> instances, new SimpleMeterRegistry(), () -> nanos),
                        new TrustedProxies(Networks.parse("127.0.0.1")))),
                longAnswers);
    }
}
