package io.linklog.command.request;

import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.schemas.encoding.Sha256;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hashes the passwords of requests, one on each core at a time. Thread-safe. */
final class PasswordHashing {

    /** Some tens of hashes take as long. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private final SecureRandom random = new SecureRandom();

    /**
     * Hashes a password. A repeat under an idempotency key gets the hash of the first request, and so its fingerprint:
     * the key of a request is used once, as a salt is.
     *
     * @throws ProblemException 503 if too many passwords wait
     */
    String hash(String password, String tenant, @Nullable String idempotencyKey) {
        byte[] salt = new byte[PasswordHash.SALT_BYTES];
        if (idempotencyKey == null) {
            random.nextBytes(salt);
        } else {
            salt = Arrays.copyOf(Sha256.of(tenant + "/" + idempotencyKey), salt.length);
        }
        try {
            if (!cores.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw busy();
        }
        try {
            return PasswordHash.of(password, salt);
        } finally {
            cores.release();
        }
    }

    private static ProblemException busy() {
        return new ProblemException(Problem.unavailable(
                "Too many passwords wait to be hashed, nothing was written; try again in a moment"));
    }
}
