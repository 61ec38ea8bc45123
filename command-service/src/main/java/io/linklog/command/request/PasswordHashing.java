package io.linklog.command.request;

import io.linklog.kit.access.Caller;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.schemas.encoding.Sha256;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Hashes the passwords of requests. Never blocks. Thread-safe. */
final class PasswordHashing {

    private final PasswordThreads threads;
    private final Executor executor;
    private final SecureRandom random = new SecureRandom();

    /** @param executor goes on with the hash: a thread that hashes must not answer a caller */
    PasswordHashing(PasswordThreads threads, Executor executor) {
        this.threads = threads;
        this.executor = executor;
    }

    /**
     * Hashes a password. A repeat under an idempotency key gets the hash of the first request, and so its fingerprint:
     * the key of a request is used once, as a salt is.
     *
     * @return completes on the executor; fails as {@link PasswordThreads#run}
     */
    CompletableFuture<String> hash(String password, Caller caller, @Nullable String idempotencyKey) {
        return threads.run(caller.client(), () -> PasswordHash.of(password, salt(caller.tenant(), idempotencyKey)))
                .whenCompleteAsync((hash, error) -> {}, executor);
    }

    private byte[] salt(String tenant, @Nullable String idempotencyKey) {
        if (idempotencyKey != null) {
            return Arrays.copyOf(Sha256.of(tenant + "/" + idempotencyKey), PasswordHash.SALT_BYTES);
        }
        byte[] salt = new byte[PasswordHash.SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }
}
