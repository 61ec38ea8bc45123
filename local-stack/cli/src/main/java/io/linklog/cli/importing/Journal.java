package io.linklog.cli.importing;

import io.linklog.cli.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What earlier runs have done: one line of text for each link made, with its own checksum, only ever added to. A line
 * that a kill or a power cut tore is taken off when the file is opened; one that was damaged otherwise counts as not
 * there. Held by one process at a time. Thread-safe.
 */
final class Journal implements AutoCloseable {

    private static final byte[] HEADER = "linklog-import 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ENTRY = 512;
    /** A loss of power costs at most this; the idempotency keys cover it. */
    private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(1);

    private final Path path;
    private final FileChannel file;
    private final LineTable done;
    private long end;
    private long recovered;
    private long damaged;
    private long nextSync = System.nanoTime();

    private Journal(Path path, FileChannel file, Path temporaryFolder) throws IOException {
        this.path = path;
        this.file = file;
        this.done = new LineTable(temporaryFolder);
    }

    /**
     * Opens or begins one.
     *
     * @throws Failure when the file is no journal, or another process has it
     */
    static Journal open(Path path, Path temporaryFolder) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, path);
            Journal journal = new Journal(path, file, temporaryFolder);
            journal.recover();
            return journal;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static void lock(FileChannel file, Path path) throws IOException {
        @Nullable FileLock lock;
        try {
            lock = file.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock == null) {
            throw new Failure(2, "Another import is at work with the journal " + path + "; wait until it ends.", null);
        }
    }

    private void recover() throws IOException {
        byte[] head = new byte[(int) Math.min(HEADER.length, file.size())];
        readFully(ByteBuffer.wrap(head), 0);
        if (!java.util.Arrays.equals(head, 0, head.length, HEADER, 0, head.length)) {
            throw new Failure(
                    2, path + " is no journal of an import and is left alone; name another with --journal.", null);
        }
        if (head.length < HEADER.length) {
            file.truncate(0);
            writeFully(ByteBuffer.wrap(HEADER), 0);
            end = HEADER.length;
            return;
        }
        // not closed: that would close the channel
        LineReader lines =
                new LineReader(new BufferedInputStream(Channels.newInputStream(file.position(0))), LONGEST_ENTRY);
        while (lines.next() && lines.isWhole()) {
            end = lines.end();
            if (lines.begin() > 0) {
                Optional<Done> entry = lines.isTooLong() ? Optional.empty() : parse(lines.bytes());
                if (entry.isPresent()) {
                    done.put(entry.get().id, lines.begin());
                    recovered++;
                } else {
                    damaged++;
                }
            }
        }
        file.truncate(end);
    }

    private record Done(LineId id, String code) {}

    private static Optional<Done> parse(byte[] line) {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        String[] parts = text.split(" ", -1);
        if (parts.length != 4 || !parts[0].equals(checksum(text.substring(parts[0].length() + 1)))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Done(LineId.parse(parts[1]), parts[3]));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    /** The code of a line's link; empty when no run has made it. */
    synchronized Optional<String> codeOf(LineId id) throws IOException {
        long at = done.get(id);
        if (at == 0) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(LONGEST_ENTRY, end - at));
        readFully(bytes, at);
        String text = new String(bytes.array(), StandardCharsets.ISO_8859_1);
        return parse(text.substring(0, text.indexOf('\n')).getBytes(StandardCharsets.ISO_8859_1))
                .map(Done::code);
    }

    /**
     * Remembers that a line has its link. Survives a kill of the process once this returns.
     *
     * @param line for people who read the file
     */
    synchronized void add(LineId id, long line, String code) throws IOException {
        String rest = id + " " + line + " " + code;
        long begin = end;
        byte[] bytes = (checksum(rest) + " " + rest + "\n").getBytes(StandardCharsets.ISO_8859_1);
        writeFully(ByteBuffer.wrap(bytes), begin);
        end = begin + bytes.length;
        done.put(id, begin);
        if (System.nanoTime() - nextSync >= 0) {
            file.force(false);
            nextSync = System.nanoTime() + BETWEEN_SYNCS.toNanos();
        }
    }

    /** How many lines earlier runs have done. */
    long recovered() {
        return recovered;
    }

    /** How many entries could not be read although they were whole. */
    long damaged() {
        return damaged;
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }

    private void readFully(ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            if (file.read(into, at + into.position()) < 0) {
                throw new IOException(path + " became shorter while it was read");
            }
        }
    }

    private void writeFully(ByteBuffer bytes, long at) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes, at + bytes.position());
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (file) {
            done.close();
            if (file.isOpen()) {
                file.force(false);
            }
        }
    }
}
