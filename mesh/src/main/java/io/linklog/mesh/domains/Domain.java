package io.linklog.mesh.domains;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A short domain beside the default one. It belongs to its tenant until an operator releases it: its links stay in the
 * log, and only those of its tenant are answered.
 *
 * @param name in lower case, without port and final dot
 * @param removedAt since then its links are not answered; empty while it works
 * @param releasedAt since then any tenant may add it; empty for a domain that works, or that its tenant may take back
 */
public record Domain(
        String name,
        String tenant,
        Targets targets,
        Instant createdAt,
        Optional<Instant> removedAt,
        Optional<Instant> releasedAt) {

    /**
     * Where visitors go who ask for no link that redirects; each is empty for an answer without a target.
     *
     * @param base for the domain without a path
     * @param unknown for a path that is no link
     * @param expired for a link that has ended
     */
    public record Targets(Optional<String> base, Optional<String> unknown, Optional<String> expired) {
        /** No target at all. */
        public static final Targets NONE = new Targets(Optional.empty(), Optional.empty(), Optional.empty());

        /** The targets that there are, each with its name for people. */
        public Map<String, String> byName() {
            Map<String, String> targets = new LinkedHashMap<>();
            base.ifPresent(target -> targets.put("base target", target));
            unknown.ifPresent(target -> targets.put("unknown target", target));
            expired.ifPresent(target -> targets.put("expired target", target));
            return targets;
        }
    }

    public Domain {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf(':') >= 0 || tenant.isEmpty()) {
            throw new IllegalArgumentException("'" + name + "' of tenant '" + tenant + "' is no domain");
        }
    }

    /** A domain that is not released. */
    public Domain(String name, String tenant, Targets targets, Instant createdAt, Optional<Instant> removedAt) {
        this(name, tenant, targets, createdAt, removedAt, Optional.empty());
    }

    /** Whether its links are answered. */
    public boolean works() {
        return removedAt.isEmpty();
    }

    Domain withTargets(Targets next) {
        return new Domain(name, tenant, next, createdAt, removedAt);
    }

    Domain withRemovedAt(Optional<Instant> at) {
        return new Domain(name, tenant, targets, createdAt, at);
    }

    /** Whether only its tenant may add it. */
    boolean isTaken() {
        return releasedAt.isEmpty();
    }

    Domain withReleasedAt(Instant at) {
        return new Domain(name, tenant, targets, createdAt, removedAt, Optional.of(at));
    }
}
