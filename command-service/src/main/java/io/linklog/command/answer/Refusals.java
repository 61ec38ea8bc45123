package io.linklog.command.answer;

import io.linklog.command.log.NotWrittenException;
import io.linklog.command.submit.SlugLookup;
import io.linklog.kit.http.Problem;
import io.linklog.mesh.http.Deadline;
import io.linklog.mesh.keys.Role;

/** The problems that answer a request without an outcome. */
public final class Refusals {

    private Refusals() {}

    /** The slug is taken. {@link SlugLookup} and the topology give the same answer. */
    public static Problem slugTaken(String detail) {
        return Problem.of(409, "slug-taken", "The custom slug is taken", detail);
    }

    /** The link is of the caller's tenant, but another key made it. */
    public static Problem notOwner(String detail) {
        return Problem.of(403, "not-owner", "The link belongs to another key", detail)
                .with("requiredRole", Role.EDITOR.text());
    }

    /** The caller's deadline has passed before the command was written. */
    public static Problem deadlinePassed() {
        return Problem.unavailable(
                "The deadline in " + Deadline.HEADER + " has passed, nothing was written; try again with more time");
    }

    /** Kafka has not confirmed the command. */
    public static Problem notWritten(NotWrittenException e) {
        return e.perhapsWritten()
                ? Problem.unavailable(
                        "Kafka has not confirmed the command in time. It may still be carried out; repeating"
                                + " it with the same Idempotency-Key is safe, without one it may be carried out twice")
                : Problem.unavailable(
                        "The command log accepts no writes at the moment, nothing was written; try again later");
    }

    /** A create names a domain that the tenant does not have. */
    public static Problem noSuchDomain() {
        return Problem.invalid(
                "domain names no short domain of your tenant. Leave it out for the default domain, or ask"
                        + " an admin of the system, who adds one with ./linklog domains add");
    }

    /** The outcome exists, but the service cannot read it. */
    public static Problem unreadable() {
        return Problem.of(
                500,
                "internal",
                "Internal error",
                "The command was decided, but its outcome cannot be read. The service has logged this fault");
    }
}
