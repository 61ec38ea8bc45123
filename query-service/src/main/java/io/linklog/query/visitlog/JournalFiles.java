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
 * The folder of a journal: its segments, made, used again and deleted; the mark of what is sent; and the lock that
 * keeps other processes out. A place in the journal is one number: that of the segment, times the size of a segment,
 * and the offset in it.
 *
 * <p>{@link #grow} is for one thread at a time, which writes; {@link #segment}, {@link #release}, {@link #keepSpare},
 * {@link #forceFull} and the moving of the mark belong to the one that sends. They may go on side by side.
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
    private long last; // the writer's: the highest number given
    private long forced; // the sender's: the number of the first that may not be on the disk

    /**
     * Opens what is in a folder.
     *
     * @param segmentBytes of each file; the same each time
     * @throws IllegalStateException when another process has it
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
            // the same answer as for another process
        }
        channel.close();
        throw new IllegalStateException("Another process has the journal of visits in " + folder
                + "; give each instance a LINKLOG_INSTANCE_ID of its own");
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
            LOG.info("{} files of the journal of visits were left by the last run and are sent first", segments.size());
        }
        return highest;
    }

    long place(long number, int offset) {
        return number * segmentBytes + offset;
    }

    /** Of the segment that a place is in. */
    long number(long place) {
        return place / segmentBytes;
    }

    /** Of a place in its segment. */
    int offset(long place) {
        return (int) (place % segmentBytes);
    }

    Path folder() {
        return folder;
    }

    /** How far the journal is sent. */
    SentMark sent() {
        return sent;
    }

    /**
     * Adds a segment behind all others: a spare one, if there is one.
     *
     * @param run of this process, which it is named after
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

    /** The segment of a number; null where it was released, or the number was never given. */
    @Nullable
    JournalSegment segment(long number) {
        return segments.get(number);
    }

    /** Uses again or deletes the segments before that of a place. */
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

    /** Has a spare segment ready, so that who writes does not wait until it is made. */
    void keepSpare() {
        if (!spares.isEmpty()) {
            return;
        }
        try {
            // number 0 is before all that is written: what a crash leaves of it is deleted
            JournalSegment.Name name = new JournalSegment.Name(0, new SecureRandom().nextLong());
            spares.add(JournalSegment.create(folder, name, segmentBytes));
        } catch (IOException e) {
            LOG.debug("No spare file; whoever needs the next one tries again and says so", e);
        }
    }

    /** Puts the segments before that of a place on the disk. */
    void forceFull(long place) {
        long end = number(place);
        segments.subMap(forced, true, end, false).values().forEach(JournalSegment::force);
        forced = end;
    }

    /** Puts all that is written on the disk, and lets others have the folder. */
    @Override
    public void close() throws IOException {
        segments.tailMap(forced).values().forEach(JournalSegment::force);
        lock.close();
    }
}
