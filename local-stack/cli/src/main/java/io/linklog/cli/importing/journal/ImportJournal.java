package io.linklog.cli.importing.journal;

import io.linklog.cli.options.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The lines that have their link: one line of text each, with a checksum, in a file that only grows. Opening removes a
 * last line that a kill or a power cut tore, and passes over lines that are damaged. One process at a time holds the
 * file. Thread-safe.
 */
public final class ImportJournal implements AutoCloseable {

    private static final byte[] HEADER = "linklog-import 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ENTRY = 512;
    /** A power cut loses at most this; the idempotency keys cover it. */
    private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(1);

    private final Path path;
    private final FileChannel file;
    private final Map<String, String> codes;
    private long recovered;
    private long damaged;
    private long nextSync = System.nanoTime();

    private ImportJournal(Path path, FileChannel file, Map<String, String> codes) {
        this.path = path;
        this.file = file;
        this.codes = codes;
    }

    /**
     * Opens a journal, or begins one where there is none.
     *
     * @param codes is empty; holds the code of each key
     * @throws Failure when the file is no journal, or another process holds it
     */
    public static ImportJournal open(Path path, Map<String, String> codes) throws IOException {
        FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, path);
            ImportJournal journal = new ImportJournal(path, file, codes);
            journal.checkHeader();
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
            throw new Failure(2, "Another import uses the journal " + path + "; wait until it ends.", null);
        }
    }

    private void checkHeader() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(HEADER.length);
        while (head.hasRemaining() && file.read(head) >= 0) {
            // a read may stop early
        }
        head.flip();
        if (!head.equals(ByteBuffer.wrap(HEADER, 0, head.limit()))) {
            throw new Failure(
                    2,
                    path + " is not the journal of an import and stays as it is; name another with --journal.",
                    null);
        }
        if (head.limit() < HEADER.length) {
            file.truncate(0);
            write(HEADER);
        }
    }

    private void recover() throws IOException {
        long end = HEADER.length;
        long at = end;
        // not closed: that would close the channel
        InputStream in = new BufferedInputStream(Channels.newInputStream(file.position(end)), 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream(LONGEST_ENTRY);
        for (int next = in.read(); next >= 0; next = in.read()) {
            at++;
            if (next != '\n' && line.size() < LONGEST_ENTRY) {
                line.write(next);
            } else if (next == '\n') {
                recover(line.toString(StandardCharsets.ISO_8859_1));
                line.reset();
                end = at;
            }
        }
        file.truncate(end).position(end);
    }

    private void recover(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 4 && parts[0].equals(checksum(line.substring(parts[0].length() + 1)))) {
            codes.put(parts[1], parts[3]);
            recovered++;
        } else {
            damaged++;
        }
    }

    /** The code of a line's link; empty when no run has made it. */
    public Optional<String> codeOf(String key) {
        return Optional.ofNullable(codes.get(key));
    }

    /**
     * Records that a line has its link. The record survives a kill of the process once this returns.
     *
     * @param line its number, for people who read the file
     */
    public synchronized void add(String key, long line, String code) throws IOException {
        String entry = key + " " + line + " " + code;
        write((checksum(entry) + " " + entry + "\n").getBytes(StandardCharsets.ISO_8859_1));
        codes.put(key, code);
        if (System.nanoTime() - nextSync >= 0) {
            file.force(false);
            nextSync = System.nanoTime() + BETWEEN_SYNCS.toNanos();
        }
    }

    /** The number of lines that earlier runs have done. */
    public long recovered() {
        return recovered;
    }

    /** The number of entries that are whole but cannot be read. */
    public long damaged() {
        return damaged;
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return String.format("%08x", crc.getValue());
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try (file) {
            if (file.isOpen()) {
                file.force(false);
            }
        }
    }
}
