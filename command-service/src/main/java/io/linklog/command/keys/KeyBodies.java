package io.linklog.command.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.http.JsonBody;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.mesh.keys.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of calls that make and rotate keys. */
final class KeyBodies {

    private static final Duration USUAL_GRACE = Duration.ofDays(1);
    private static final Duration LONGEST_GRACE = Duration.ofDays(90);

    private record Create(
            @Nullable String name,
            @Nullable String role,
            @Nullable String tenant,
            @Nullable Instant expiresAt,
            @Nullable String limit) {}

    private record Rotate(@Nullable Integer graceSeconds) {}

    private final ObjectMapper json;

    KeyBodies(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Reads a create.
     *
     * @param tenant of the caller, the default
     * @throws ProblemException 400 if it is not valid
     */
    ApiKeyStore.Request create(byte[] body, String tenant, Instant now) {
        Create create = JsonBody.read(json, body, Create.class);
        if (create.name == null || create.role == null) {
            throw invalid("The members name and role are needed");
        }
        if (create.expiresAt != null && !create.expiresAt.isAfter(now)) {
            throw invalid("The time expiresAt must be in the future");
        }
        try {
            return new ApiKeyStore.Request(
                    create.name,
                    create.tenant == null ? tenant : create.tenant,
                    Role.parse(create.role),
                    Optional.ofNullable(create.expiresAt),
                    Optional.ofNullable(create.limit).map(RateLimit::parse));
        } catch (IllegalArgumentException e) {
            throw invalid("The key is not valid: " + e.getMessage());
        }
    }

    /** Reads the grace time of a rotation; an empty body means a day. */
    Duration grace(byte[] body) {
        if (body.length == 0) {
            return USUAL_GRACE;
        }
        Integer seconds = JsonBody.read(json, body, Rotate.class).graceSeconds;
        if (seconds == null) {
            return USUAL_GRACE;
        }
        if (seconds < 0 || seconds > LONGEST_GRACE.toSeconds()) {
            throw invalid("The member graceSeconds must be from 0 to " + LONGEST_GRACE.toSeconds());
        }
        return Duration.ofSeconds(seconds);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.invalid(detail));
    }
}
