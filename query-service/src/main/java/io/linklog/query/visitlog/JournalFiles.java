package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manages the folder of a journal: it creates, reuses and deletes segments, keeps the mark of what was sent, and locks
 * out other processes. A place in the journal is one number: the segment's number times the segment size, plus the
 * offset in the segment.
 *
 * <p>{@link #grow} is for one writer at a time. {@link #segment}, {@link #release}, {@link #keepSpare},
 * {@link #forceFull} and the mark belong to the sender's thread. Writer and sender may run concurrently.
 */
final class JournalFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);

    private static final int SPARES = 4;

    private final Path folder;
    private final int segmentBytes;
    private final FileChannel lock;
    private final SentMark sent;
    private final ConcurrentSkipListMap<Long, JournalSegment> segments = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<JournalSegment> spares = new ConcurrentLinkedQueue<>();
    private long last; // of the writer: the highest number assigned
    private long forced; // of the sender: the first segment that may not be on the disk

    /**
     * Opens the files in a folder.
     *
     * @param segmentBytes size of each file; must not change between runs
     * @throws IllegalStateException when another process uses the folder
     */
    JournalFiles(Path folder, int segmentBytes) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.segmentBytes = segmentBytes;
        this.lock = lock();
        try {
            this.sent = new SentMark(folder.resolve("sent"));
            this.last = openFormer();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        this.forced = last + 1;
    }

    private FileChannel lock() throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // answered like a lock of another process
        }
        channel.close();
        throw new IllegalStateException("Another process uses the journal of visits in " + folder
                + "; give each instance its own LINKLOG_INSTANCE_ID");
    }

    /** @return the highest number of a file */
    private long openFormer() throws IOException {
        long first = number(sent.place());
        long highest = first;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                JournalSegment.Name name = JournalSegment.Name.of(file).orElse(null);
                if (name == null) {
                    continue;
                }
                if (name.number() < first) {
                    Files.delete(file);
                } else {
                    segments.put(name.number(), JournalSegment.open(folder, name));
                    highest = Math.max(highest, name.number());
                }
            }
        }
        if (!segments.isEmpty()) {
            LOG.info("Sending {} files of the journal of visits that the previous run left", segments.size());
        }
        return highest;
    }

    long place(long number, int offset) {
        return number * segmentBytes + offset;
    }

    /** The number of the segment of a place. */
    long number(long place) {
        return place / segmentBytes;
    }

    /** The offset of a place in its segment. */
    int offset(long place) {
        return (int) (place % segmentBytes);
    }

    Path folder() {
        return folder;
    }

    /** The mark of what was sent. */
    SentMark sentMark() {
        return sent;
    }

    /**
     * Adds a segment after all others; reuses a spare segment if there is one.
     *
     * @param run of this process; part of the segment's name
     */
    JournalSegment grow(long run) throws IOException {
        JournalSegment.Name next = new JournalSegment.Name(last + 1, run);
        JournalSegment segment = spares.poll();
        if (segment == null) {
            segment = JournalSegment.create(folder, next, segmentBytes);
        } else {
            segment.reuse(next);
        }
        segments.put(next.number(), segment);
        last = next.number();
        return segment;
    }

    /** The segment with a number; null when it was released or never existed. */
    @Nullable
    JournalSegment segment(long number) {
        return segments.get(number);
    }

    /** Reuses or deletes the segments before the segment of a place. */
    void release(long place) throws IOException {
        for (JournalSegment done : segments.headMap(number(place)).values()) {
            segments.remove(done.name().number());
            if (spares.size() < SPARES && done.size() == segmentBytes) {
                spares.add(done);
            } else {
                done.delete();
            }
        }
    }

    /** Prepares a spare segment; otherwise the writer would wait for a new one. */
    void keepSpare() {
        if (!spares.isEmpty()) {
            return;
        }
        try {
            // number 0 comes before every written segment: the next start deletes what a crash leaves
            JournalSegment.Name name = new JournalSegment.Name(0, new SecureRandom().nextLong());
            spares.add(JournalSegment.create(folder, name, segmentBytes));
        } catch (IOException e) {
            LOG.debug("No spare file could be created; the writer tries again and logs its failure", e);
        }
    }

    /** Forces the segments before the segment of a place to the disk. */
    void forceFull(long place) {
        long end = number(place);
        segments.subMap(forced, true, end, false).values().forEach(JournalSegment::force);
        forced = end;
    }

    /** Forces everything to the disk and unlocks the folder. */
    @Override
    public void close() throws IOException {
        segments.tailMap(forced).values().forEach(JournalSegment::force);
        lock.close();
    }
}
