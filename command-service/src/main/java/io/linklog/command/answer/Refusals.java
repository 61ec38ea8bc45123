package io.linklog.command.answer;

import io.linklog.command.log.NotWrittenException;
import io.linklog.command.submit.SlugLookup;
import io.linklog.kit.http.Problem;
import io.linklog.mesh.http.Deadline;

/** The problems that a caller gets when no outcome answers the request. */
public final class Refusals {

    private Refusals() {}

    /** The same whoever noticed it, {@link SlugLookup} or the topology. */
    public static Problem slugTaken(String detail) {
        return Problem.of(409, "slug-taken", "The custom slug is taken", detail);
    }

    /** The caller has stopped waiting before anything was done. */
    public static Problem deadlinePassed() {
        return Problem.unavailable(
                "The time that " + Deadline.HEADER + " gave is over, nothing was written; try again" + " with more");
    }

    /** A command that Kafka has not confirmed. */
    public static Problem notWritten(NotWrittenException e) {
        return e.perhapsWritten()
                ? Problem.unavailable(
                        "Kafka has not confirmed the command in time. It may still be carried out; repeating"
                                + " it with the same Idempotency-Key is safe, without one it may be carried out twice")
                : Problem.unavailable(
                        "The log of commands takes nothing for the moment, nothing was written; try again later");
    }

    /** More commands wait for their outcome than are allowed to. */
    public static Problem tooManyWaiting() {
        return Problem.unavailable(
                "Too many commands wait for their outcome, nothing was written; try again in a moment");
    }

    /** Something failed that should not have, after the command was written. */
    public static Problem unreadable() {
        return Problem.of(
                500,
                "internal",
                "Something went wrong here",
                "The command was decided, but its outcome cannot be read. The service has logged this fault");
    }
}
