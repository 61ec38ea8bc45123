package io.linklog.topology.decision;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Read access to the state of one partition. In production the stores of a Kafka Streams task; in pure tests, maps. */
public interface PartitionState {

    /** The link of a code that this partition owns; null when no link ever had the code. */
    @Nullable
    StoredLink link(String code);

    /**
     * What was decided under an idempotency key in the last 24 hours.
     *
     * @param scope tenant, operation, named code and idempotency key
     * @param time of the current command, milliseconds since 1970
     * @return null for none
     */
    @Nullable
    RememberedCommand find(String scope, long time);

    /**
     * Codes of links that may point to a URL; their owners know for certain.
     *
     * @param urlKey as {@link io.linklog.schemas.topics.CommandKey#url} makes it
     */
    List<String> candidates(String urlKey);
}
