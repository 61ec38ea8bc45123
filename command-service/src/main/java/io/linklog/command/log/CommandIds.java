package io.linklog.command.log;

import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkDefaults;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Makes command ids that name the command's place in the log. They are UUIDs of version 7 (RFC 9562, section 5.7):
 * {@code rand_a} is the partition of the outcome, the first 12 bits of {@code rand_b} are the partition of the command,
 * and the other 50 bits are random. Thread-safe if its source of random numbers is.
 *
 * <p>A create without code, findIfExists and idempotency key has its own id as record key. Its partition follows from
 * the id and cannot be part of it; the field is then {@link #KEYED_BY_ID}.
 */
public final class CommandIds {

    /** Maximum number of partitions that an id can name. */
    public static final int MOST_PARTITIONS = 0xfff;

    private static final int KEYED_BY_ID = 0xfff;
    private static final long LATEST_MS = (1L << 48) - 1;

    private final LongSupplier random;

    /** The place of a command. The time is the record's, in milliseconds since 1970. */
    public record Place(long timeMs, int replyPartition, int commandPartition) {}

    public CommandIds(LongSupplier random) {
        this.random = random;
    }

    /** Makes the id of a command whose partition is known. */
    public String next(long timeMs, int replyPartition, int commandPartition) {
        long high = (timeMs & LATEST_MS) << 16 | 0x7000 | replyPartition;
        long low = 0b10L << 62 | (long) commandPartition << 50 | random.getAsLong() >>> 14;
        return new UUID(high, low).toString();
    }

    /** Makes the id of a command whose record key is the id. */
    public String nextKeyedById(long timeMs, int replyPartition) {
        return next(timeMs, replyPartition, KEYED_BY_ID);
    }

    /**
     * Finds the place of a command.
     *
     * @param tenant the tenant of the command
     * @param partitions the number of partitions of {@code link-commands} and {@code link-outcomes}
     * @return empty if Linklog does not make such ids
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

    /** Takes the key from {@link CommandKey}, with a minimal command that is keyed by its id. */
    private static int partitionKeyedBy(String id, String tenant, int partitions) {
        CreateLink create = new CreateLink(null, false, LinkDefaults.attributes(""), null, null);
        return Topics.partition(
                CommandKey.of(new LinkCommand(id, tenant, null, null, 0, 0, create, List.of(), null, null)),
                partitions);
    }
}
