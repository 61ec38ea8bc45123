package io.linklog.query.events;

import io.linklog.kit.http.ProblemException;
import io.linklog.query.http.QueryParameters;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.view.EventView;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.common.TopicPartition;

/**
 * The position of an event stream: the next offset of each partition of each topic. Callers see an opaque text, the id
 * of an event. Another stream, on any instance, continues directly after it.
 *
 * <p>The text is base64url of: a version byte, a byte with one bit for each topic in the order of
 * {@link EventView#TOPICS}, the number of partitions, and the offsets topic by topic. Numbers are varints: seven bits a
 * byte, the lowest bits first. Not thread-safe.
 */
final class LogPosition {

    /** The most characters of an id; longer texts are invalid. A header can hold this many. */
    static final int LONGEST = 4_000;

    private static final byte VERSION = 1;

    private final int partitions;
    /** By topic and partition; empty for a topic that the stream does not read. */
    private final long[][] next = new long[EventView.TOPICS.size()][0];

    /** @param partitions number of partitions of each topic */
    LogPosition(int partitions) {
        this.partitions = partitions;
    }

    /**
     * Parses a text that {@link #text} made.
     *
     * @param partitions number of partitions of each topic
     * @throws ProblemException for any other text
     */
    static LogPosition parse(String text, int partitions) {
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            LogPosition position = new LogPosition(partitions);
            if (in.remaining() > 2 && in.get() == VERSION) {
                int topics = in.get();
                if (number(in) == partitions && topics > 0 && topics < 1 << EventView.TOPICS.size()) {
                    for (int topic = 0; topic < EventView.TOPICS.size(); topic++) {
                        if ((topics >> topic & 1) == 1) {
                            position.next[topic] = numbers(in, partitions);
                        }
                    }
                    // one position has one text; therefore a truncated, joined or changed text is invalid
                    if (position.text().equals(text)) {
                        return position;
                    }
                }
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            // answered like a text of another form
        }
        throw invalid();
    }

    /** 400: the text is not an id of this installation. */
    static ProblemException invalid() {
        return QueryParameters.invalid("The id is not valid here; pass the id of the last event unchanged"
                + " (Last-Event-ID or lastEventId), or omit it to start with new events");
    }

    /** Whether the position has offsets of a topic. */
    boolean covers(Topic topic) {
        return next[EventView.TOPICS.indexOf(topic)].length > 0;
    }

    /** Adds a topic, at offset 0 of each partition. */
    void cover(Topic topic) {
        next[EventView.TOPICS.indexOf(topic)] = new long[partitions];
    }

    /** The next offset of a partition. */
    long of(TopicPartition partition) {
        return offsets(partition)[partition.partition()];
    }

    /** Sets the next offset of a partition. */
    void set(TopicPartition partition, long offset) {
        offsets(partition)[partition.partition()] = offset;
    }

    private long[] offsets(TopicPartition partition) {
        for (int topic = 0; topic < EventView.TOPICS.size(); topic++) {
            if (EventView.TOPICS.get(topic).name().equals(partition.topic())) {
                return next[topic];
            }
        }
        throw new IllegalArgumentException("The position does not cover " + partition);
    }

    /** The opaque text for callers. */
    String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        int topics = 0;
        for (int topic = 0; topic < EventView.TOPICS.size(); topic++) {
            topics |= next[topic].length > 0 ? 1 << topic : 0;
        }
        out.write(topics);
        write(partitions, out);
        for (long[] offsets : next) {
            for (long offset : offsets) {
                write(offset, out);
            }
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private static void write(long number, ByteArrayOutputStream out) {
        long rest = number;
        while (rest > 0x7f) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long[] numbers(ByteBuffer in, int count) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number(in);
        }
        return numbers;
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            byte next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("A number has too many bytes");
    }

    @Override
    public String toString() {
        return Arrays.deepToString(next);
    }
}
