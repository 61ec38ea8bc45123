package io.linklog.mesh.balance;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An algorithm that chooses among members. Immutable and thread-safe: other members need another balancer. */
public interface Balancer {

    /** The same algorithm for other members. */
    Balancer over(PoolMembers members);

    /**
     * Chooses the backend for a request.
     *
     * @param key the subject of the request, for algorithms that place by key; null for any backend
     * @param tried the backends that this request has tried; chosen again only if there is no other
     * @param now the time of the pool's clock, in nanoseconds
     * @return null if there are no members
     */
    @Nullable
    Backend choose(@Nullable String key, List<Backend> tried, long now);
}
