package io.linklog.query.visits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The visits of one instance in the order in which they were answered, in files, until Kafka has them. A visit is in it
 * before its visitor is answered, so that the end of the process loses none. Each gets the next number of its partition,
 * without a gap: whoever counts them sees by it what came twice and what is missing. The numbers begin anew with each run
 * of the process, so that none has to be remembered, and none is given twice after a crash of the machine.
 *
 * <p>{@link #append} may be called by any thread and waits for no disk; the methods to read and to
 * confirm belong to the one thread that sends. Bounded: when it is full, visits are dropped and counted.
 */
final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private static final int SPARES = 4;

    private final Path folder;
    private final int segmentBytes;
    private final long mostBytes;
    private final long run = new SecureRandom().nextLong();
    private final FileChannel lock;
    private final SentMark sent;
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<Segment> spares = new ConcurrentLinkedQueue<>();
    private volatile long written; // the place behind the last record; changed under the lock

    // guarded by this
    private final CRC32C writerChecksum = new CRC32C();
    private final long[] sequences;
    private final long[] dropped;
    private Segment writing;

    // the sender's
    private final long[] taken;
    private volatile long[] confirmed;
    private final CRC32C readerChecksum = new CRC32C();
    private long read;
    private long forced;
    private @Nullable Segment reading;
    private @Nullable ByteBuffer view;

    /**
     * Opens what is in a folder, and begins a new run behind it.
     *
     * @param mostBytes that wait to be sent
     * @param segmentBytes of each file; the same each time
     * @throws IllegalStateException when another process has it
     */
    Journal(Path folder, int partitions, long mostBytes, int segmentBytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.segmentBytes = segmentBytes;
        this.mostBytes = mostBytes;
        this.sequences = new long[partitions];
        this.dropped = new long[partitions];
        this.taken = new long[partitions];
        this.confirmed = new long[partitions];
        this.lock = lock();
        try {
            this.sent = new SentMark(folder.resolve("sent"));
            long last = openFormer();
            this.writing = Segment.create(folder, new Segment.Name(last + 1, run), segmentBytes);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        segments.put(writing.name().number(), writing);
        this.written = place(writing.name().number(), 0);
        this.forced = written;
        this.read = sent.place();
    }

    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // the same answer as for another process
        }
        channel.close();
        throw new IllegalStateException("Another process has the journal of visits in " + folder
                + "; give each instance a LINKLOG_INSTANCE_ID of its own");
    }

    /** @return the highest number of a file */
    private long openFormer() throws IOException {
        long last = sent.place() / segmentBytes;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Segment.Name name = Segment.Name.of(file).orElse(null);
                if (name == null) {
                    continue;
                }
                if (name.number() < sent.place() / segmentBytes) {
                    Files.delete(file);
                } else {
                    segments.put(name.number(), Segment.open(folder, name));
                    last = Math.max(last, name.number());
                }
            }
        }
        if (!segments.isEmpty()) {
            LOG.info("{} files of the journal of visits were left by the last run and are sent first", segments.size());
        }
        return last;
    }

    /**
     * Writes a visit; when this returns, the end of the process does not lose it.
     *
     * @return false when the journal is full and the visit was dropped
     */
    synchronized boolean append(Seen seen, int partition) {
        if (written - sent.place() > mostBytes) {
            dropped[partition]++;
            return false;
        }
        long sequence = sequences[partition] + 1;
        int end = writing.append(offset(written), seen, partition, sequence, writerChecksum);
        if (end < 0) {
            if (!roll()) {
                dropped[partition]++;
                return false;
            }
            end = writing.append(0, seen, partition, sequence, writerChecksum);
        }
        sequences[partition] = sequence;
        written = place(writing.name().number(), end);
        return true;
    }

    private boolean roll() {
        Segment.Name next = new Segment.Name(writing.name().number() + 1, run);
        try {
            Segment spare = spares.poll();
            if (spare == null) {
                writing = Segment.create(folder, next, segmentBytes);
            } else {
                spare.reuse(next);
                writing = spare;
            }
            segments.put(next.number(), writing);
            return true;
        } catch (IOException e) {
            LOG.error("The journal of visits in {} cannot grow, visits are dropped: {}", folder, e.toString());
            return false;
        }
    }

    /**
     * Takes the next visits, in order. Passes over what is damaged, and says so.
     *
     * @return the place behind the last one, for {@link #confirm}
     */
    long read(List<VisitRecord> into, int most) {
        long end = written;
        while (read < end && into.size() < most) {
            long number = read / segmentBytes;
            Segment segment = segments.get(number);
            if (segment == null) {
                read = place(number + 1, 0); // it was sent whole, or its number was never given
                continue;
            }
            ByteBuffer bytes = view(segment);
            int limit = number == end / segmentBytes ? offset(end) : segment.size();
            int from = Math.min(offset(read), limit);
            int offset = segment.next(bytes, from, limit, readerChecksum);
            if (offset < 0) {
                // what is left of a file was too short for its next record
                if (Segment.isDamaged(bytes, from)) {
                    LOG.warn(
                            "{}: damaged, cut off after its first {} bytes",
                            segment.name().in(folder),
                            from);
                }
                read = number == end / segmentBytes ? end : place(number + 1, 0);
                continue;
            }
            if (offset != from) {
                LOG.warn("{}: {} damaged bytes were passed over", segment.name().in(folder), offset - from);
            }
            VisitRecord visit = segment.read(bytes, offset);
            if (visit.run() == run) {
                taken[visit.partition()] = visit.sequence();
            }
            into.add(visit);
            read = place(number, Segment.endOf(bytes, offset));
        }
        return read;
    }

    private ByteBuffer view(Segment segment) {
        ByteBuffer bytes = view;
        if (bytes == null || reading != segment) {
            bytes = segment.view();
            reading = segment;
            view = bytes;
        }
        return bytes;
    }

    /** What was taken and not confirmed is taken again. */
    void rewind() {
        read = sent.place();
        System.arraycopy(confirmed, 0, taken, 0, taken.length);
    }

    /** All that was taken is in Kafka, and where that ends; files before it are used again or deleted. */
    void confirm(long place) throws IOException {
        sent.move(place);
        confirmed = taken.clone();
        for (Segment done : segments.headMap(place / segmentBytes).values()) {
            segments.remove(done.name().number());
            if (spares.size() < SPARES && done.size() == segmentBytes) {
                spares.add(done);
            } else {
                done.delete();
            }
        }
    }

    /** Has the next file ready, so that no visitor waits until it is made. For the thread that sends. */
    void keepSpare() {
        if (!spares.isEmpty()) {
            return;
        }
        try {
            // number 0 is before all that is written: what a crash leaves of it is deleted
            Segment.Name name = new Segment.Name(0, new SecureRandom().nextLong());
            spares.add(Segment.create(folder, name, segmentBytes));
        } catch (IOException e) {
            LOG.debug("No spare file; whoever needs the next one tries again and says so", e);
        }
    }

    /**
     * Puts full files on the disk, so that the end of the machine does not lose them; that of the process loses nothing in
     * any case. The file that is written to is left to the system, which writes it within half a minute: to force it would
     * make visitors wait for the disk, since who writes to a page that is on its way there waits until it has arrived.
     */
    void forceFull() {
        long end = written / segmentBytes;
        segments.subMap(forced / segmentBytes, true, end, false).values().forEach(Segment::force);
        forced = end * segmentBytes;
    }

    /** Of this run of the process; another each time. */
    long run() {
        return run;
    }

    /** Bytes that wait to be sent. */
    long pendingBytes() {
        return Math.max(0, written - sent.place());
    }

    int partitions() {
        return sequences.length;
    }

    /** The last number given in each partition by this run. */
    synchronized long[] sequences() {
        return sequences.clone();
    }

    /** The last number of each partition that Kafka has of this run. */
    long[] confirmed() {
        return confirmed.clone();
    }

    /** Visits of this run that found the journal full, by partition. */
    synchronized long[] dropped() {
        return dropped.clone();
    }

    private long place(long number, int offset) {
        return number * segmentBytes + offset;
    }

    private int offset(long place) {
        return (int) (place % segmentBytes);
    }

    /** What is pending stays for the next run. */
    @Override
    public void close() throws IOException {
        segments.tailMap(forced / segmentBytes).values().forEach(Segment::force);
        lock.close();
    }
}
