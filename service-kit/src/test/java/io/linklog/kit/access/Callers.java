package io.linklog.kit.access;

import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.mesh.keys.SecretHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Callers for tests without a server. */
public final class Callers {

    private Callers() {}

    /** An author of this tenant, with a key that always works. */
    public static Caller of(String tenant) {
        KeyText text = KeyText.generate(new Random(tenant.hashCode()));
        ApiKey key = new ApiKey(
                text.id(),
                "a key for tests",
                tenant,
                Role.AUTHOR,
                List.of(SecretHash.of(text)),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH,
                Optional.empty(),
                1);
        return new Caller(key, text, () -> true);
    }
}
