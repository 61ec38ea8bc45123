package io.linklog.topology.rebuild.links;

import io.linklog.schemas.topics.DeadLetterHeaders;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Headers of the records that a decision writes: events, outcomes and forwarded commands. They tell which command was
 * decided, and what its partition remembers under an idempotency key. A rebuild needs no other index of decisions.
 */
public final class DecisionHeaders {

    /** {@code partition:offset} of the command in link-commands. */
    static final String COMMAND = "linklog-command";
    /** The scope under which the idempotency store remembers the decision; absent if it does not. */
    static final String SCOPE = "linklog-scope";
    /** The fingerprint of the request, beside {@link #SCOPE}. */
    static final String FINGERPRINT = "linklog-fingerprint";

    /** The place of a decided command. */
    public record DecidedCommand(int partition, long offset) {}

    private DecisionHeaders() {}

    /** Names the decided command. */
    public static void add(Headers headers, int partition, long offset) {
        DeadLetterHeaders.put(headers, COMMAND, partition + ":" + offset);
    }

    /** Adds what is remembered under an idempotency key. */
    public static void addMemory(Headers headers, String scope, String fingerprint) {
        DeadLetterHeaders.put(headers, SCOPE, scope);
        DeadLetterHeaders.put(headers, FINGERPRINT, fingerprint);
    }

    /** The decided command; null where an older version wrote the record, or a foreign writer. */
    static @Nullable DecidedCommand command(Headers headers) {
        Optional<String> text = DeadLetterHeaders.text(headers, COMMAND);
        int colon = text.map(t -> t.indexOf(':')).orElse(-1);
        if (colon < 0) {
            return null;
        }
        try {
            String place = text.get();
            return new DecidedCommand(
                    Integer.parseInt(place.substring(0, colon)), Long.parseLong(place.substring(colon + 1)));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    static Optional<String> scope(Headers headers) {
        return DeadLetterHeaders.text(headers, SCOPE);
    }

    static Optional<String> fingerprint(Headers headers) {
        return DeadLetterHeaders.text(headers, FINGERPRINT);
    }
}
