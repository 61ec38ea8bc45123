package io.linklog.schemas.targets;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hosts and suffixes. A look-up takes one step for each label of the host, however many entries there are. Labels are
 * matched whole: {@code .evil.example} is no suffix of {@code notevil.example}. As a check it refuses its hosts.
 * Immutable and thread-safe.
 */
public final class HostSet implements TargetCheck {

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

    /** Does not say which entry: the list is nobody's business who tries hosts. */
    @Override
    public Optional<String> mistake(TargetHost target) {
        return find(target) == null
                ? Optional.empty()
                : Optional.of("must have another host: links to this one are not allowed here");
    }

    /** The number of entries. */
    public int size() {
        return hosts.size() + suffixes.size();
    }
}
