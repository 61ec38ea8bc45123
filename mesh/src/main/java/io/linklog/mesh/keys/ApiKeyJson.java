package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.JsonCodec;
import io.linklog.mesh.etcd.MalformedValueException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@link ApiKey} as JSON in etcd. */
record ApiKeyJson(
        String id,
        String name,
        String tenant,
        String role,
        List<SecretJson> secrets,
        @Nullable Instant expiresAt,
        @Nullable String limit,
        Instant createdAt,
        @Nullable Instant revokedAt,
        @Nullable Integer version) {

    private static final JsonCodec<ApiKeyJson> CODEC = new JsonCodec<>(ApiKeyJson.class, 1);

    /** Keys of before have no version. */
    private static final int FIRST_VERSION = 1;

    /** @param sha256 64 hexadecimal digits */
    record SecretJson(String sha256, @Nullable Instant until) {}

    static String write(ApiKey key) {
        return CODEC.write(new ApiKeyJson(
                key.id(),
                key.name(),
                key.tenant(),
                key.role().text(),
                key.secrets().stream()
                        .map(secret ->
                                new SecretJson(secret.hex(), secret.until().orElse(null)))
                        .toList(),
                key.expiresAt().orElse(null),
                key.limit().map(RateLimit::text).orElse(null),
                key.createdAt(),
                key.revokedAt().orElse(null),
                key.version()));
    }

    static ApiKey read(Etcd.Entry entry) throws MalformedValueException {
        return CODEC.read(entry.value(), json -> json.key(entry.key()));
    }

    private ApiKey key(String etcdKey) {
        if (!etcdKey.equals(KeyPaths.PREFIX + id)) {
            throw new IllegalArgumentException("the value names another key, " + id);
        }
        return new ApiKey(
                id,
                name,
                tenant,
                Role.parse(role),
                secrets.stream()
                        .map(secret -> SecretHash.parse(secret.sha256, Optional.ofNullable(secret.until)))
                        .toList(),
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(limit).map(RateLimit::parse),
                createdAt,
                Optional.ofNullable(revokedAt),
                version == null ? FIRST_VERSION : version);
    }
}
