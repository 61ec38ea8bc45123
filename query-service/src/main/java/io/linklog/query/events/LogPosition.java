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
 * How far a stream of events has come: for each partition of a topic the offset that is next. Callers see an opaque
 * text, the id of an event, by which another stream goes on right behind it, on whatever instance.
 *
 * <p>The text is base64url of: a byte of version, a byte with a bit for each topic, the number of partitions, and the
 * offsets topic by topic; numbers in seven bits a byte, the lowest first. Confined to one thread.
 */
final class LogPosition {

    /** A text of more characters is none of ours; and what a header can hold. */
    static final int LONGEST = 4_000;

    private static final byte VERSION = 1;
    /** In the order of their bits. */
    private final int partitions;
    /** By topic and partition; a topic that a stream does not read has no offsets. */
    private final long[][] next = new long[EventView.TOPICS.size()][0];

    /** @param partitions of each topic */
    LogPosition(int partitions) {
        this.partitions = partitions;
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @param partitions that each topic has
     * @throws ProblemException for anything else
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
                    // one place has one text, so that whatever was cut, joined or changed is none
                    if (position.text().equals(text)) {
                        return position;
                    }
                }
            }
        } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
            // the same answer as for one of another form
        }
        throw mistake();
    }

    static ProblemException mistake() {
        return QueryParameters.mistake("The id is none of an event of this installation; pass the id of the last event"
                + " unchanged (Last-Event-ID or lastEventId), or none to be told what happens from now on");
    }

    boolean covers(Topic topic) {
        return next[EventView.TOPICS.indexOf(topic)].length > 0;
    }

    /** Begins with a topic, at offset 0 of each partition. */
    void cover(Topic topic) {
        next[EventView.TOPICS.indexOf(topic)] = new long[partitions];
    }

    long of(TopicPartition partition) {
        return offsets(partition)[partition.partition()];
    }

    /** Everything below the offset is behind now. */
    void set(TopicPartition partition, long offset) {
        offsets(partition)[partition.partition()] = offset;
    }

    private long[] offsets(TopicPartition partition) {
        for (int topic = 0; topic < EventView.TOPICS.size(); topic++) {
            if (EventView.TOPICS.get(topic).name().equals(partition.topic())) {
                return next[topic];
            }
        }
        throw new IllegalArgumentException("No position is kept of " + partition);
    }

    /** The text for callers. */
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
