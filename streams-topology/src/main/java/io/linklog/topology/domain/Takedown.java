package io.linklog.topology.domain;

/**
 * An admin took the link down; only an admin ends that.
 *
 * @param reason shown to visitors
 * @param status what visitors are answered: 451 or 410
 * @param bySystem whether it was an admin of the default tenant; then only such an admin ends it
 * @param ofDeleted whether the owner had deleted the link before
 * @param at microseconds since 1970
 */
public record Takedown(String reason, int status, boolean bySystem, boolean ofDeleted, long at) {

    /** The same at another time. */
    Takedown at(long time) {
        return new Takedown(reason, status, bySystem, ofDeleted, time);
    }
}
