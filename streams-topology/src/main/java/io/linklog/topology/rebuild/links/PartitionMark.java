package io.linklog.topology.rebuild.links;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How far a store reflects the log, see {@link io.linklog.topology.rebuild.RebuiltStores#MARK}.
 *
 * @param commands the offset of the next command to decide
 * @param highestId of a generated code in this partition's events; {@link #NO_ID} for none
 * @param events for each partition of link-events: the store reflects all events below this offset. It may reflect
 *     later ones, too: a rebuild sets it, deciding does not
 */
public record PartitionMark(long commands, long highestId, long[] events) {

    /** No event has an ID: all slugs were chosen, or an older version wrote the events. */
    public static final long NO_ID = -1;

    /** The mark of a store that reflects nothing. */
    public static PartitionMark none(int partitions) {
        return new PartitionMark(0, NO_ID, new long[partitions]);
    }

    /** The same mark after a command. */
    public PartitionMark withCommands(long next) {
        return new PartitionMark(next, highestId, events);
    }

    /** The same mark after a code was given away. */
    public PartitionMark withId(long id) {
        return new PartitionMark(commands, Math.max(highestId, id), events);
    }

    /** The value to store. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder().append(commands).append(' ').append(highestId);
        for (long offset : events) {
            text.append(' ').append(offset);
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @return null when nothing was stored, or a mark of another number of partitions
     */
    public static @Nullable PartitionMark parse(byte @Nullable [] bytes, int partitions) {
        if (bytes == null) {
            return null;
        }
        long[] numbers = Arrays.stream(new String(bytes, StandardCharsets.US_ASCII).split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        return numbers.length == partitions + 2
                ? new PartitionMark(numbers[0], numbers[1], Arrays.copyOfRange(numbers, 2, numbers.length))
                : null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PartitionMark mark
                && commands == mark.commands
                && highestId == mark.highestId
                && Arrays.equals(events, mark.events);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(commands) * 31 + Arrays.hashCode(events);
    }
}
