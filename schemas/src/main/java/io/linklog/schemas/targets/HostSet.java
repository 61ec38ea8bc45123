package io.linklog.schemas.targets;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and suffixes. A look-up takes one step for each label of the host, however many entries there are. Labels are
 * matched whole: {@code .evil.example} is no suffix of {@code notevil.example}. Immutable and thread-safe.
 */
public final class HostSet {

    /** No host. */
    public static final HostSet EMPTY = new HostSet(Set.of());

    private final Set<String> hosts = new HashSet<>();
    private final Set<String> suffixes = new HashSet<>();

    public HostSet(Collection<HostPattern> patterns) {
        patterns.forEach(pattern -> (pattern.isSuffix() ? suffixes : hosts).add(pattern.name()));
    }

    /** The entry that a host matches; null if there is none. */
    public @Nullable HostPattern find(TargetHost target) {
        String name = target.name();
        if (hosts.contains(name)) {
            return new HostPattern(name, false);
        }
        if (suffixes.isEmpty() || target.isAddress()) {
            return null;
        }
        for (int label = 0; ; ) {
            String suffix = name.substring(label);
            if (suffixes.contains(suffix)) {
                return new HostPattern(suffix, true);
            }
            int dot = name.indexOf('.', label);
            if (dot < 0) {
                return null;
            }
            label = dot + 1;
        }
    }

    /** The number of entries. */
    public int size() {
        return hosts.size() + suffixes.size();
    }
}
