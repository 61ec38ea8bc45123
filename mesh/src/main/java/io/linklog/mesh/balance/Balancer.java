package io.linklog.mesh.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way to choose among members. Immutable and thread-safe; a change of members makes another. */
public interface Balancer {

    /** The same way of choosing, among others. */
    Balancer over(PoolMembers members);

    /**
     * The backend for a request.
     *
     * @param key what the request is about, for those who place by it; null for anywhere
     * @param tried by this request before: chosen again only where there is no other
     * @param now of the pool's clock, nanoseconds
     * @return null when there are no members
     */
    @Nullable
    Backend choose(@Nullable String key, List<Backend> tried, long now);
}
