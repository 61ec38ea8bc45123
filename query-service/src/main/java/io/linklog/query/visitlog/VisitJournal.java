package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Keeps the visits of one instance in files, in the order of their answers, until Kafka has them. A visit is in the
 * journal before its visitor is answered; therefore the end of the process loses none. Each visit gets the next
 * sequence number of its partition, without gaps: the topology detects repeated and missing visits by it. The numbers
 * restart with each run of the process; therefore none has to be stored, and none is assigned twice after a crash of
 * the machine.
 *
 * <p>Any thread may call {@link #append}, which never waits for the disk. The methods that read, confirm and maintain
 * files belong to the sender's thread. The journal is bounded: when it is full, it drops and counts visits.
 */
final class VisitJournal implements AutoCloseable {

    private final long mostBytes;
    private final long run = new SecureRandom().nextLong();
    private final JournalFiles files;
    private final long refusedBefore;
    private final JournalReader reader;
    private volatile long written; // the place after the last record; changed under the lock

    // guarded by this
    private final CRC32C checksum = new CRC32C();
    private final long[] sequences;
    private final long[] dropped;
    private JournalSegment writing;

    /**
     * Opens the journal in a folder and starts a new run after its visits.
     *
     * @param mostBytes that may wait to be sent
     * @param segmentBytes size of each file; must not change between runs
     * @throws IllegalStateException when another process uses the folder
     * @throws IOException when the first file cannot be made; names the folder and the space that is needed
     */
    VisitJournal(Path folder, int partitions, long mostBytes, int segmentBytes) throws IOException {
        this(folder, partitions, mostBytes, segmentBytes, JournalFiles.FreeSpace.OF_DISK);
    }

    VisitJournal(Path folder, int partitions, long mostBytes, int segmentBytes, JournalFiles.FreeSpace space)
            throws IOException {
        this.mostBytes = mostBytes;
        this.sequences = new long[partitions];
        this.dropped = new long[partitions];
        this.files = new JournalFiles(folder, segmentBytes, space);
        this.refusedBefore = files.refused().get();
        this.reader = new JournalReader(files, run, partitions);
        try {
            this.writing = files.growOrFail(run);
        } catch (IOException | RuntimeException e) {
            files.close();
            throw e;
        }
        this.written = files.place(writing.name().number(), 0);
    }

    /**
     * Writes a visit. After the return, the end of the process cannot lose it.
     *
     * @return false when the journal is full and the visit was dropped
     */
    synchronized boolean append(RequestFacts facts, int partition) {
        if (pendingBytes() > mostBytes) {
            refuse(partition);
            return false;
        }
        long sequence = sequences[partition] + 1;
        int end = writing.append(files.offset(written), facts, partition, sequence, checksum);
        if (end < 0) {
            JournalSegment next = files.grow(run);
            if (next == null) {
                refuse(partition);
                return false;
            }
            writing = next;
            end = writing.append(0, facts, partition, sequence, checksum);
        }
        sequences[partition] = sequence;
        written = files.place(writing.name().number(), end);
        return true;
    }

    /** Counts a visit that is not in the journal; the count survives the end of the process. */
    synchronized void refuse(int partition) {
        dropped[partition]++;
        files.refused().set(files.refused().get() + 1);
    }

    /**
     * Reads the next visits, in order. Skips damaged bytes and logs that.
     *
     * @return the place after the last visit, for {@link #confirm}
     */
    long read(List<VisitRecord> into, int most) {
        return reader.read(into, most, written);
    }

    /** Makes {@link #read} return the unconfirmed visits again. */
    void rewind() {
        reader.rewind();
    }

    /** Marks all visits before a place as confirmed by Kafka; files before it are reused or deleted. */
    void confirm(long place) throws IOException {
        reader.confirm(place);
    }

    /** Prepares the next file; otherwise a visitor would wait for it. For the sender's thread. */
    void keepSpare() {
        files.keepSpare();
    }

    /**
     * Forces full files to the disk, so that a crash of the machine does not lose them; the end of the process loses
     * nothing in any case. The operating system writes the current file within half a minute. Forcing that file would
     * make visitors wait: a write to a page that is being written back waits for the disk.
     */
    void forceFull() {
        files.forceFull(written);
    }

    /** The random id of this run of the process. */
    long run() {
        return run;
    }

    /** The bytes that wait to be sent. */
    long pendingBytes() {
        return Math.max(0, written - files.sent().get());
    }

    int partitions() {
        return sequences.length;
    }

    /** The latest sequence number that this run has assigned, by partition. */
    synchronized long[] sequences() {
        return sequences.clone();
    }

    /** The latest sequence number of this run that Kafka has confirmed, by partition. */
    long[] confirmed() {
        return reader.confirmed();
    }

    /** The visits that this run has dropped, by partition. */
    synchronized long[] dropped() {
        return dropped.clone();
    }

    /** The visits that former runs in this folder have dropped. */
    long droppedBefore() {
        return refusedBefore;
    }

    /** Closes the files; pending visits stay for the next run. */
    @Override
    public void close() throws IOException {
        files.close();
    }
}
