package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The visits of one instance in the order in which they were answered, in files, until Kafka has them. A visit is in it
 * before its visitor is answered, so that the end of the process loses none. Each gets the next number of its
 * partition, without a gap: whoever counts them sees by it what came twice and what is missing. The numbers begin anew
 * with each run of the process, so that none has to be remembered, and none is given twice after a crash of the
 * machine.
 *
 * <p>{@link #append} may be called by any thread and waits for no disk; the methods to read, to confirm and to look
 * after the files belong to the one thread that sends. Bounded: when it is full, visits are dropped and counted.
 */
final class VisitJournal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VisitJournal.class);

    private final long mostBytes;
    private final long run = new SecureRandom().nextLong();
    private final JournalFiles files;
    private final JournalReader reader;
    private volatile long written; // the place behind the last record; changed under the lock

    // guarded by this
    private final CRC32C checksum = new CRC32C();
    private final long[] sequences;
    private final long[] dropped;
    private JournalSegment writing;

    /**
     * Opens what is in a folder, and begins a new run behind it.
     *
     * @param mostBytes that wait to be sent
     * @param segmentBytes of each file; the same each time
     * @throws IllegalStateException when another process has it
     */
    VisitJournal(Path folder, int partitions, long mostBytes, int segmentBytes) throws IOException {
        this.mostBytes = mostBytes;
        this.sequences = new long[partitions];
        this.dropped = new long[partitions];
        this.files = new JournalFiles(folder, segmentBytes);
        this.reader = new JournalReader(files, run, partitions);
        try {
            this.writing = files.grow(run);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
        this.written = files.place(writing.name().number(), 0);
    }

    /**
     * Writes a visit; when this returns, the end of the process does not lose it.
     *
     * @return false when the journal is full and the visit was dropped
     */
    synchronized boolean append(VisitFacts seen, int partition) {
        if (pendingBytes() > mostBytes) {
            dropped[partition]++;
            return false;
        }
        long sequence = sequences[partition] + 1;
        int end = writing.append(files.offset(written), seen, partition, sequence, checksum);
        if (end < 0) {
            if (!roll()) {
                dropped[partition]++;
                return false;
            }
            end = writing.append(0, seen, partition, sequence, checksum);
        }
        sequences[partition] = sequence;
        written = files.place(writing.name().number(), end);
        return true;
    }

    private boolean roll() {
        try {
            writing = files.grow(run);
            return true;
        } catch (IOException e) {
            LOG.error("The journal of visits in {} cannot grow, visits are dropped: {}", files.folder(), e.toString());
            return false;
        }
    }

    /**
     * Takes the next visits, in order. Passes over what is damaged, and says so.
     *
     * @return the place behind the last one, for {@link #confirm}
     */
    long read(List<VisitRecord> into, int most) {
        return reader.read(into, most, written);
    }

    /** What was taken and not confirmed is taken again. */
    void rewind() {
        reader.rewind();
    }

    /** All that was taken is in Kafka, and where that ends; files before it are used again or deleted. */
    void confirm(long place) throws IOException {
        reader.confirm(place);
    }

    /** Has the next file ready, so that no visitor waits until it is made. For the thread that sends. */
    void keepSpare() {
        files.keepSpare();
    }

    /**
     * Puts full files on the disk, so that the end of the machine does not lose them; that of the process loses nothing
     * in any case. The file that is written to is left to the system, which writes it within half a minute: to force it
     * would make visitors wait for the disk, since who writes to a page that is on its way there waits until it has
     * arrived.
     */
    void forceFull() {
        files.forceFull(written);
    }

    /** Of this run of the process; another each time. */
    long run() {
        return run;
    }

    /** Bytes that wait to be sent. */
    long pendingBytes() {
        return Math.max(0, written - files.sent().place());
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
        return reader.confirmed();
    }

    /** Visits of this run that found the journal full, by partition. */
    synchronized long[] dropped() {
        return dropped.clone();
    }

    /** What is pending stays for the next run. */
    @Override
    public void close() throws IOException {
        files.close();
    }
}
