package io.linklog.cli.console;

import io.linklog.cli.options.Failure;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where to begin: one of these options, or none. */
final class StartOptions {

    private static final int LAST = 10;

    @Option(names = "--from-beginning", description = "Print all records, the oldest first.")
    private boolean beginning;

    @Option(
            names = "--offset",
            paramLabel = "OFFSET",
            description = "Begin at this offset: a number, earliest or latest. In each partition, unless --partition"
                    + " chooses one.")
    private @Nullable String offset;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Print the latest N records of all partitions together (default: " + LAST + ").")
    private @Nullable Integer last;

    /** How many of the latest records are wanted when there are no {@link #offsets}. */
    int last() {
        return last == null ? LAST : last;
    }

    boolean isEmpty() {
        return !beginning && offset == null && last == null;
    }

    /**
     * The offset where each partition begins.
     *
     * @return null to print the latest records
     * @throws Failure when the offset is invalid
     */
    @Nullable
    Map<TopicPartition, Long> offsets(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        if (beginning || "earliest".equals(offset)) {
            return begins;
        }
        if (offset == null) {
            return null;
        }
        if (offset.equals("latest")) {
            return ends;
        }
        try {
            long number = Long.parseLong(offset);
            Map<TopicPartition, Long> from = new HashMap<>();
            begins.forEach((at, begin) ->
                    from.put(at, Math.max(begin, Math.min(number, TopicReader.offset(ends, at)))));
            return from;
        } catch (NumberFormatException e) {
            throw new Failure(2, "--offset needs a number, earliest or latest, not \"" + offset + "\".", null);
        }
    }
}
