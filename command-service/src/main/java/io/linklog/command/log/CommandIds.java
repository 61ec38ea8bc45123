package io.linklog.command.log;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Makes command ids that say where in the log to look for the command: UUIDs of version 7 (RFC 9562, section 5.7) whose
 * {@code rand_a} is the partition of the outcome and whose first 12 bits of {@code rand_b} are the partition of the
 * command. Of the rest, 50 bits are random. Thread-safe when its source is.
 *
 * <p>A create without code, findIfExists and idempotency key is keyed by its own id, so that its partition follows from
 * the id and cannot stand in it: there the field is {@link #KEYED_BY_ID}.
 */
public final class CommandIds {

    /** Partitions of a topic that an id has room for. */
    public static final int MOST_PARTITIONS = 0xfff;

    private static final int KEYED_BY_ID = 0xfff;
    private static final long LATEST_MS = (1L << 48) - 1;

    private final LongSupplier random;

    /** Where a command is. The time is that of the record, in milliseconds. */
    public record Place(long timeMs, int replyPartition, int commandPartition) {}

    public CommandIds(LongSupplier random) {
        this.random = random;
    }

    /** A new id of a command whose partition is known. */
    public String next(long timeMs, int replyPartition, int commandPartition) {
        long high = (timeMs & LATEST_MS) << 16 | 0x7000 | replyPartition;
        long low = 0b10L << 62 | (long) commandPartition << 50 | random.getAsLong() >>> 14;
        return new UUID(high, low).toString();
    }

    /** A new id of a command that is keyed by it. */
    public String nextKeyedById(long timeMs, int replyPartition) {
        return next(timeMs, replyPartition, KEYED_BY_ID);
    }

    /**
     * Where the command of an id is.
     *
     * @param tenant whose command it is
     * @param partitions of {@code link-commands} and {@code link-outcomes}
     * @return empty when no id of ours looks like that
     */
    public static Optional<Place> place(String id, String tenant, int partitions) {
        UUID uuid;
        try {
            uuid = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (uuid.version() != 7 || uuid.variant() != 2 || !uuid.toString().equals(id)) {
            return Optional.empty();
        }
        int replyPartition = (int) uuid.getMostSignificantBits() & 0xfff;
        int commandPartition = (int) (uuid.getLeastSignificantBits() >>> 50) & 0xfff;
        if (commandPartition == KEYED_BY_ID) {
            commandPartition = partitionKeyedBy(id, tenant, partitions);
        }
        if (replyPartition >= partitions || commandPartition >= partitions) {
            return Optional.empty();
        }
        return Optional.of(new Place(uuid.getMostSignificantBits() >>> 16, replyPartition, commandPartition));
    }

    /** Asks the one place that knows keys, with the least command that is keyed by its id. */
    private static int partitionKeyedBy(String id, String tenant, int partitions) {
        LinkAttributes attributes = new LinkAttributes("", null, List.of(), null, null, null, 302, true, false);
        CreateLink create = new CreateLink(null, false, attributes, null);
        return Topics.partition(CommandKey.of(new LinkCommand(id, tenant, null, null, 0, 0, create)), partitions);
    }
}
