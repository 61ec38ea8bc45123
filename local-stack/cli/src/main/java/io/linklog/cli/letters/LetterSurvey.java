package io.linklog.cli.letters;

import io.linklog.cli.console.TopicReader;
import io.linklog.schemas.topics.DeadLetterHeaders;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Says which dead letters there are. Looks at the latest letters of each partition only, and keeps no bodies. */
final class LetterSurvey {

    private static final long LOOKED_AT = 200;
    private static final int MOST_REASONS = 5;

    private final Consumer<byte[], byte[]> consumer;
    private final ReturnedLetters returned;

    LetterSurvey(Consumer<byte[], byte[]> consumer, ReturnedLetters returned) {
        this.consumer = consumer;
        this.returned = returned;
    }

    /** The lines about one topic, for people; empty if it has no letters. */
    List<String> lines(LetterTopic topic, List<TopicPartition> partitions) throws IOException {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> next = topic.canReturn() ? returned.next(partitions) : Map.of();
        long all = 0;
        long waiting = 0;
        Map<TopicPartition, Long> from = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            all += end - begin;
            waiting += Math.max(0, end - Math.max(begin, next.getOrDefault(partition, begin)));
            from.put(partition, Math.max(begin, end - LOOKED_AT));
        }
        if (all == 0) {
            return List.of();
        }
        long[] newest = new long[1];
        Map<String, Integer> reasons = new HashMap<>();
        new TopicReader(consumer).read(from, ends, record -> {
            newest[0] = Math.max(newest[0], record.timestamp());
            String reason = DeadLetterHeaders.text(record.headers(), DeadLetterHeaders.ERROR)
                    .orElse("without a reason");
            reasons.merge(reason, 1, Integer::sum);
            return true;
        });
        List<String> lines = new ArrayList<>();
        lines.add(topic.letters() + ": " + all + (all == 1 ? " letter" : " letters")
                + (topic.canReturn() ? ", " + waiting + " not put back" : "") + ", the newest of "
                + Instant.ofEpochMilli(newest[0]).truncatedTo(ChronoUnit.SECONDS));
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST_REASONS)
                .forEach(reason -> lines.add("  " + reason.getValue() + " × " + reason.getKey()));
        if (reasons.size() > MOST_REASONS) {
            lines.add("  … and " + (reasons.size() - MOST_REASONS) + " more reasons");
        }
        lines.add("  " + topic.repair + ".");
        return lines;
    }
}
