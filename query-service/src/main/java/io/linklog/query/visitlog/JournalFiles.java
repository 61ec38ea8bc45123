package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Manages the folder of a journal: it creates, reuses and deletes segments, keeps how far it was sent and how many
 * visits it refused, and locks out other processes. A place in the journal is one number: the segment's number times
 * the segment size, plus the offset in the segment.
 *
 * <p>{@link #grow} and {@link #refused} are for one writer at a time. {@link #segment}, {@link #release},
 * {@link #keepSpare}, {@link #forceFull} and {@link #sent} belong to the sender's thread. Writer and sender may run
 * concurrently.
 *
 * <p>A writer makes a file only when no spare is left and the last attempt succeeded. After a failure (the disk is
 * full), only the sender tries again, once a second: a visitor never waits for a disk that is full.
 */
final class JournalFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFiles.class);

    private static final int SPARES = 4;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final long MIB = 1024 * 1024;

    /** Tells the bytes that may be written to the disk of a folder. */
    @FunctionalInterface
    interface FreeSpace {
        FreeSpace OF_DISK = folder -> Files.getFileStore(folder).getUsableSpace();

        long usable(Path folder) throws IOException;
    }

    private final Path folder;
    private final int segmentBytes;
    private final FileChannel lock;
    private final FreeSpace space;
    private final StoredNumber sent;
    private final StoredNumber refused;
    private final ConcurrentSkipListMap<Long, JournalSegment> segments = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<JournalSegment> spares = new ConcurrentLinkedQueue<>();
    private long last; // of the writer: the highest number assigned
    private long forced; // of the sender: the first segment that may not be on the disk
    private long retryAt; // of the sender
    private volatile boolean isStuck; // the last attempt to make a file has failed

    /**
     * Opens the files in a folder.
     *
     * @param segmentBytes size of each file; must not change between runs
     * @throws IllegalStateException when another process uses the folder
     */
    JournalFiles(Path folder, int segmentBytes, FreeSpace space) throws IOException {
        this.space = space;
        this.folder = Files.createDirectories(folder);
        this.segmentBytes = segmentBytes;
        this.lock = lock();
        try {
            this.sent = new StoredNumber(folder.resolve("sent"));
            this.refused = new StoredNumber(folder.resolve("refused"));
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
        long first = number(sent.get());
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

    /**
     * The place up to which everything was sent. When the file is lost, the whole journal is sent again; that does no
     * harm, because repeated visits are counted once.
     */
    StoredNumber sent() {
        return sent;
    }

    /** The visits that this journal has refused in all runs. */
    StoredNumber refused() {
        return refused;
    }

    /**
     * Adds a segment after all others; reuses a spare segment if there is one.
     *
     * @param run of this process; part of the segment's name
     * @return null when there is none and none can be made
     */
    @Nullable
    JournalSegment grow(long run) {
        if (spares.isEmpty() && isStuck) {
            return null;
        }
        try {
            return growOrFail(run);
        } catch (IOException e) {
            if (!isStuck) {
                isStuck = true;
                LOG.error("The journal of visits cannot grow; refusing visits until it can: {}", e.getMessage());
            }
            return null;
        }
    }

    /** The same; tells why it fails. */
    JournalSegment growOrFail(long run) throws IOException {
        JournalSegment.Name next = new JournalSegment.Name(last + 1, run);
        JournalSegment segment = spares.peek();
        if (segment == null) {
            segment = create(next);
        } else {
            segment.reuse(next);
            spares.remove(segment);
        }
        segments.put(next.number(), segment);
        last = next.number();
        return segment;
    }

    private JournalSegment create(JournalSegment.Name name) throws IOException {
        long usable = space.usable(folder);
        if (usable >= segmentBytes) {
            try {
                return JournalSegment.create(folder, name, segmentBytes);
            } catch (IOException e) {
                throw new IOException(describe(space.usable(folder), e.getMessage()), e);
            }
        }
        throw new IOException(describe(usable, "No space left on device"));
    }

    private String describe(long usable, @Nullable String cause) {
        return String.format(
                "a file of %.1f MiB cannot be made in %s, whose disk has %.1f MiB left (%s); make room,"
                        + " or set LINKLOG_STATE_DIR to a folder on another disk",
                (double) segmentBytes / MIB, folder, (double) usable / MIB, cause);
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

    /** Prepares a spare segment; otherwise the writer would wait for a new one, or be refused. */
    void keepSpare() {
        if (!spares.isEmpty()) {
            isStuck = false;
            return;
        }
        long now = System.nanoTime();
        if (retryAt != 0 && now - retryAt < 0) {
            return;
        }
        try {
            // number 0 comes before every written segment: the next start deletes what a crash leaves
            JournalSegment.Name name = new JournalSegment.Name(0, new SecureRandom().nextLong());
            spares.add(create(name));
            retryAt = 0;
            if (isStuck) {
                isStuck = false;
                LOG.info("The journal of visits in {} can grow again; {} visits were refused", folder, refused.get());
            }
        } catch (IOException e) {
            retryAt = now + RETRY.toNanos();
            LOG.debug("No spare file could be made; the writer logs its failure when it needs one", e);
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
