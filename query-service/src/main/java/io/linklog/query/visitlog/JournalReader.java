package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal's visits in order, across segments, and tracks which of them are confirmed. For the sender's thread
 * only, except {@link #confirmed}, which any thread may call.
 */
final class JournalReader {

    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final JournalFiles files;
    private final long run;
    private final CRC32C checksum = new CRC32C();
    /** The latest sequence number of this run that was read, by partition. */
    private final long[] latestRead;

    private volatile long[] confirmed;
    private long place;
    private @Nullable JournalSegment viewed;
    private @Nullable ByteBuffer view;

    /**
     * Starts after the visits that former runs have sent.
     *
     * @param run of this process
     */
    JournalReader(JournalFiles files, long run, int partitions) {
        this.files = files;
        this.run = run;
        this.latestRead = new long[partitions];
        this.confirmed = new long[partitions];
        this.place = files.sent().get();
    }

    /**
     * Reads the next visits. Skips damaged bytes and logs that.
     *
     * @param end the place after the last written visit
     * @return the place after the last visit that was read, for {@link #confirm}
     */
    long read(List<VisitRecord> into, int most, long end) {
        while (place < end && into.size() < most) {
            JournalSegment segment = files.segment(files.number(place));
            if (segment == null) {
                place = files.place(files.number(place) + 1, 0); // the segment was released or never existed
            } else {
                readNext(segment, into, end);
            }
        }
        return place;
    }

    /** Reads one record, or skips the rest of a segment without one. */
    private void readNext(JournalSegment segment, List<VisitRecord> into, long end) {
        long number = segment.name().number();
        boolean isLast = number == files.number(end);
        ByteBuffer bytes = view(segment);
        int limit = isLast ? files.offset(end) : segment.size();
        int from = Math.min(files.offset(place), limit);
        int offset = segment.next(bytes, from, limit, checksum);
        if (offset < 0) {
            // the rest of the file was too short for the next record
            if (JournalSegment.isDamaged(bytes, from)) {
                LOG.warn(
                        "{}: damaged; skipping the file after its first {} bytes",
                        segment.name().in(files.folder()),
                        from);
            }
            place = isLast ? end : files.place(number + 1, 0);
            return;
        }
        if (offset != from) {
            LOG.warn("{}: skipped {} damaged bytes", segment.name().in(files.folder()), offset - from);
        }
        VisitRecord visit = segment.read(bytes, offset);
        if (visit.run() == run) {
            latestRead[visit.partition()] = visit.sequence();
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

    /** Makes {@link #read} return the unconfirmed visits again. */
    void rewind() {
        place = files.sent().get();
        System.arraycopy(confirmed, 0, latestRead, 0, latestRead.length);
    }

    /** Marks all visits before a place as confirmed; releases the segments before it. */
    void confirm(long end) throws IOException {
        files.sent().set(end);
        confirmed = latestRead.clone();
        files.release(end);
    }

    /** The latest confirmed sequence number of this run, by partition. */
    long[] confirmed() {
        return confirmed.clone();
    }
}
