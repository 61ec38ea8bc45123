package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * One file of the journal, mapped into memory. It has records one after another: length, checksum and payload, padded
 * to four bytes. The file name has the number of the segment and the run of the process that wrote it.
 *
 * <p>A write to the mapping is in the system's page cache at once; it survives even if the process is killed at the
 * next instruction. The checksum includes the record's place and run. Therefore bytes from before a reuse of the file
 * are not valid records, and after damage the next intact record is found by trying each place.
 */
final class JournalSegment {

    /**
     * The name of a segment.
     *
     * @param number increases from file to file, across restarts
     * @param run random id of one run of the process
     */
    record Name(long number, long run) {

        private static final Pattern FORM = Pattern.compile("([0-9]{12})-([0-9a-f]{16})\\.visits");

        static Optional<Name> of(Path file) {
            Matcher matcher = FORM.matcher(file.getFileName().toString());
            return matcher.matches()
                    ? Optional.of(
                            new Name(Long.parseLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2), 16)))
                    : Optional.empty();
        }

        Path in(Path folder) {
            return folder.resolve(String.format("%012d-%016x.visits", number, run));
        }
    }

    private static final int PREFIX = 8;
    private static final int ALIGNMENT = 4;

    private final Path folder;
    private final MappedByteBuffer bytes;
    private final int size;
    private Name name;

    private JournalSegment(Path folder, Name name, MappedByteBuffer bytes) {
        this.folder = folder;
        this.name = name;
        this.bytes = bytes;
        this.size = bytes.capacity();
    }

    /**
     * Creates a file and fills it, so that its disk space is allocated and a write to the mapping cannot fail for lack
     * of space.
     */
    static JournalSegment create(Path folder, Name name, int size) throws IOException {
        Path file = name.in(folder);
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(64 * 1024);
            for (int at = 0; at < size; at += zeros.position()) {
                zeros.clear().limit(Math.min(zeros.capacity(), size - at));
                channel.write(zeros, at);
            }
            return new JournalSegment(folder, name, channel.map(FileChannel.MapMode.READ_WRITE, 0, size));
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Opens an existing file of any size. */
    static JournalSegment open(Path folder, Name name) throws IOException {
        try (FileChannel channel =
                FileChannel.open(name.in(folder), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new JournalSegment(folder, name, channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size()));
        }
    }

    /** Renames this segment to a new, empty one; old bytes stay but are no valid records. */
    void reuse(Name another) throws IOException {
        Files.move(name.in(folder), another.in(folder), StandardCopyOption.ATOMIC_MOVE);
        name = another;
    }

    void delete() throws IOException {
        Files.deleteIfExists(name.in(folder));
    }

    Name name() {
        return name;
    }

    int size() {
        return size;
    }

    /**
     * Writes a record. Not thread-safe.
     *
     * @return the offset after the record; -1 when it does not fit
     */
    int append(int offset, RequestFacts facts, int partition, long sequence, CRC32C checksum) {
        if (offset + PREFIX + VisitRecord.LONGEST + 2 * ALIGNMENT > size) {
            return -1;
        }
        bytes.limit(size).position(offset + PREFIX);
        VisitRecord.write(bytes, facts, partition, sequence);
        int length = bytes.position() - offset - PREFIX;
        int end = end(offset, length);
        bytes.putInt(offset + 4, checksum(bytes, offset, length, checksum));
        bytes.putInt(end, 0); // a zero length after it distinguishes a clean end from a damaged one
        bytes.putInt(offset, length);
        return end;
    }

    /** A view for a reader on another thread. */
    ByteBuffer view() {
        return bytes.duplicate().clear();
    }

    /**
     * The offset of the first intact record at or after an offset; -1 when there is none before the end.
     *
     * @param view of this segment
     */
    int next(ByteBuffer view, int from, int end, CRC32C checksum) {
        for (int offset = from; offset + PREFIX < end; offset += ALIGNMENT) {
            int length = view.getInt(offset);
            if (length > 0
                    && length <= VisitRecord.LONGEST
                    && offset + PREFIX + length <= end
                    && view.getInt(offset + 4) == checksum(view, offset, length, checksum)) {
                return offset;
            }
        }
        return -1;
    }

    /** Whether an offset has bytes that are not an intact record. */
    static boolean isDamaged(ByteBuffer view, int offset) {
        return offset + PREFIX < view.capacity() && view.getInt(offset) != 0;
    }

    /** The record at an offset where {@link #next} found one. */
    VisitRecord read(ByteBuffer view, int offset) {
        view.limit(offset + PREFIX + view.getInt(offset)).position(offset + PREFIX);
        VisitRecord record = VisitRecord.read(view, name.run);
        view.clear();
        return record;
    }

    static int endOf(ByteBuffer view, int offset) {
        return end(offset, view.getInt(offset));
    }

    /** Forces everything written so far to the disk. */
    void force() {
        bytes.force();
    }

    private int checksum(ByteBuffer view, int offset, int length, CRC32C checksum) {
        checksum.reset();
        long place = name.number * 0x9E3779B97F4A7C15L + name.run + offset;
        for (int shift = 0; shift < 64; shift += 16) {
            checksum.update((int) (place >>> shift));
            checksum.update((int) (place >>> (shift + 8)));
        }
        view.limit(offset + PREFIX + length).position(offset + PREFIX);
        checksum.update(view);
        view.limit(size);
        return (int) checksum.getValue();
    }

    private static int end(int offset, int length) {
        int end = offset + PREFIX + length;
        return (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
