package io.linklog.cli.letters;

import io.linklog.cli.console.TopicReader;
import io.linklog.schemas.topics.DeadLetterHeaders;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Puts dead letters back: writes the key, the value and the headers of the source record to its topic and partition
 * again. Reads to the end as it was at the start, so a record that gets a dead letter again is not put back twice in
 * one run. Letters are remembered as put back after Kafka has them; a run that is killed in between writes at most one
 * batch again. Confined to one thread.
 */
final class LetterReturn {

    private static final int MOST_WAITING = 500;
    private static final long MOST_WAITING_BYTES = 8 * 1024 * 1024;

    /** What a run has done. */
    record Result(long returned, long left) {}

    private final LetterTopic topic;
    private final Consumer<byte[], byte[]> consumer;
    private final ReturnedLetters known;
    /** Null for a dry run. */
    private final @Nullable Producer<byte[], byte[]> producer;

    private final PrintWriter out;
    private final int sourcePartitions;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Map<TopicPartition, Long> behind = new HashMap<>();
    private int waiting;
    private long waitingBytes;
    private long returned;
    private final AtomicLong tooLarge = new AtomicLong();
    private long left;

    LetterReturn(
            LetterTopic topic,
            Consumer<byte[], byte[]> consumer,
            ReturnedLetters known,
            @Nullable Producer<byte[], byte[]> producer,
            int sourcePartitions,
            PrintWriter out) {
        this.topic = topic;
        this.consumer = consumer;
        this.known = known;
        this.producer = producer;
        this.sourcePartitions = sourcePartitions;
        this.out = out;
    }

    /**
     * Puts the letters of some partitions back.
     *
     * @param first the offset at which each partition begins; null to begin behind the letters that were put back
     * @throws KafkaException if Kafka does not answer in time
     */
    Result run(List<TopicPartition> partitions, @Nullable Long first) throws IOException {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> next = first == null ? known.next(partitions) : Map.of();
        Map<TopicPartition, Long> from = new HashMap<>();
        for (TopicPartition partition : partitions) {
            long begin = begins.getOrDefault(partition, 0L);
            from.put(partition, Math.max(begin, first == null ? next.getOrDefault(partition, begin) : first));
        }
        new TopicReader(consumer).read(from, ends, this::take);
        settle();
        return new Result(returned - tooLarge.get(), left + tooLarge.get());
    }

    private boolean take(ConsumerRecord<byte[], byte[]> letter) {
        String why = whyNot(letter);
        if (why != null) {
            out.println(place(letter) + " stays: " + why);
            left++;
        } else {
            returned++;
            if (producer == null) {
                out.println(place(letter) + " would return to " + source(letter));
            } else {
                send(producer, letter);
            }
        }
        behind.put(new TopicPartition(letter.topic(), letter.partition()), letter.offset() + 1);
        if (waiting >= MOST_WAITING || waitingBytes >= MOST_WAITING_BYTES) {
            settle();
        }
        return true;
    }

    private @Nullable String whyNot(ConsumerRecord<byte[], byte[]> letter) {
        if (!DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.TOPIC)
                .filter(topic.source::equals)
                .isPresent()) {
            return "its header " + DeadLetterHeaders.TOPIC + " does not name " + topic.source;
        }
        return DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.CUT_TO_BYTES)
                .map(bytes -> "it is cut to " + bytes + " bytes; only " + source(letter) + " has all of them")
                .orElse(null);
    }

    private void send(Producer<byte[], byte[]> to, ConsumerRecord<byte[], byte[]> letter) {
        int partition = DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.PARTITION)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::parseInt)
                .orElse(letter.partition());
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.source,
                // the key decides where there are fewer partitions now
                partition < sourcePartitions ? Integer.valueOf(partition) : null,
                letter.key(),
                letter.value());
        DeadLetterHeaders.source(letter.headers()).forEach(record.headers()::add);
        waiting++;
        waitingBytes += Math.max(0, letter.serializedKeySize()) + Math.max(0, letter.serializedValueSize());
        to.send(record, (sent, error) -> {
            if (error instanceof RecordTooLargeException) {
                out.println(place(letter) + " stays: " + topic.source + " takes no record of its size");
                tooLarge.incrementAndGet();
            } else if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /** Waits until Kafka has all that was sent, and remembers it. */
    private void settle() {
        if (producer == null) {
            return;
        }
        producer.flush();
        Exception error = failure.get();
        if (error != null) {
            throw error instanceof KafkaException known ? known : new KafkaException(error);
        }
        if (!behind.isEmpty()) {
            known.remember(behind);
        }
        behind.clear();
        waiting = 0;
        waitingBytes = 0;
    }

    private static String place(ConsumerRecord<byte[], byte[]> letter) {
        return letter.topic() + "-" + letter.partition() + " offset " + letter.offset();
    }

    private String source(ConsumerRecord<byte[], byte[]> letter) {
        return topic.source + "-"
                + DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.PARTITION)
                        .orElse("?")
                + DeadLetterHeaders.text(letter.headers(), DeadLetterHeaders.OFFSET)
                        .map(offset -> ", where it had offset " + offset)
                        .orElse("");
    }
}
