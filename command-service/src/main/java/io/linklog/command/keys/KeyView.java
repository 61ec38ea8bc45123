package io.linklog.command.keys;

import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.RateLimit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as the API shows it, without its secret.
 *
 * @param formerSecretUntil when the secret from before a rotation stops to work; null if there is none
 */
record KeyView(
        String id,
        String name,
        String tenant,
        String role,
        @Nullable String limit,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant formerSecretUntil) {

    static KeyView of(ApiKey key) {
        return new KeyView(
                key.id(),
                key.name(),
                key.tenant(),
                key.role().text(),
                key.limit().map(RateLimit::text).orElse(null),
                key.createdAt(),
                key.expiresAt().orElse(null),
                key.revokedAt().orElse(null),
                key.formerSecretUntil().orElse(null));
    }
}
