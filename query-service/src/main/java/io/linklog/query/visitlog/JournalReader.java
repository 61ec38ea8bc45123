package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal's visits in order, over all its segments, and knows which of them are confirmed. Belongs to the one
 * thread that sends; but for {@link #confirmed}, which any thread may call.
 */
final class JournalReader {

    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final JournalFiles files;
    private final long run;
    private final CRC32C checksum = new CRC32C();
    /** The last number of each partition that was read, of this run. */
    private final long[] taken;

    private volatile long[] confirmed;
    private long place;
    private @Nullable JournalSegment viewed;
    private @Nullable ByteBuffer view;

    /**
     * Begins behind what was sent by former runs.
     *
     * @param run of this process
     */
    JournalReader(JournalFiles files, long run, int partitions) {
        this.files = files;
        this.run = run;
        this.taken = new long[partitions];
        this.confirmed = new long[partitions];
        this.place = files.sent().place();
    }

    /**
     * Takes the next visits. Passes over what is damaged, and says so.
     *
     * @param end behind the last one that is written
     * @return the place behind the last one taken, for {@link #confirm}
     */
    long read(List<VisitRecord> into, int most, long end) {
        while (place < end && into.size() < most) {
            JournalSegment segment = files.segment(files.number(place));
            if (segment == null) {
                place = files.place(files.number(place) + 1, 0); // it was sent whole, or its number was never given
            } else {
                readNext(segment, into, end);
            }
        }
        return place;
    }

    /** Reads one record, or passes over what is left of a segment without one. */
    private void readNext(JournalSegment segment, List<VisitRecord> into, long end) {
        long number = segment.name().number();
        boolean isLast = number == files.number(end);
        ByteBuffer bytes = view(segment);
        int limit = isLast ? files.offset(end) : segment.size();
        int from = Math.min(files.offset(place), limit);
        int offset = segment.next(bytes, from, limit, checksum);
        if (offset < 0) {
            // what is left of a file was too short for its next record
            if (JournalSegment.isDamaged(bytes, from)) {
                LOG.warn(
                        "{}: damaged, cut off after its first {} bytes",
                        segment.name().in(files.folder()),
                        from);
            }
            place = isLast ? end : files.place(number + 1, 0);
            return;
        }
        if (offset != from) {
            LOG.warn("{}: {} damaged bytes were passed over", segment.name().in(files.folder()), offset - from);
        }
        VisitRecord visit = segment.read(bytes, offset);
        if (visit.run() == run) {
            taken[visit.partition()] = visit.sequence();
        }
        into.add(visit);
        place = files.place(number, JournalSegment.endOf(bytes, offset));
    }

    private ByteBuffer view(JournalSegment segment) {
        ByteBuffer bytes = view;
        if (bytes == null || viewed != segment) {
            bytes = segment.view();
            viewed = segment;
            view = bytes;
        }
        return bytes;
    }

    /** What was taken and not confirmed is taken again. */
    void rewind() {
        place = files.sent().place();
        System.arraycopy(confirmed, 0, taken, 0, taken.length);
    }

    /** All that was taken is in Kafka, and where that ends; segments before it are released. */
    void confirm(long end) throws IOException {
        files.sent().move(end);
        confirmed = taken.clone();
        files.release(end);
    }

    /** The last number of each partition that is confirmed, of this run. */
    long[] confirmed() {
        return confirmed.clone();
    }
}
