package io.linklog.topology.decision;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Read access to the state of one partition. In production the stores of a Kafka Streams task; in pure tests, maps. */
public interface PartitionState {

    /** The link of a name that this partition owns; null when no link ever had the name. */
    @Nullable
    StoredLink link(String name);

    /**
     * What was decided under an idempotency key in the last 24 hours.
     *
     * @param scope see {@link IdempotencyScope}
     * @param time of the current command, milliseconds since 1970
     * @return null for none
     */
    @Nullable
    RememberedCommand find(String scope, long time);

    /**
     * Shows the links that may point to a URL, until one is taken; their owners know for certain. At most a fixed
     * number is shown.
     *
     * @param urlKey as {@link io.linklog.schemas.topics.CommandKey#url} makes it
     * @param taken ends the walk by returning true
     */
    void candidates(String urlKey, Predicate<UrlEntry> taken);
}
