package io.linklog.cli.importing;

import io.linklog.cli.options.Failure;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The lines that have their link: one line of text each, with a checksum, in a file that only grows. Opening removes a
 * last line that a kill or a power cut tore, and passes over lines that are damaged. One process at a time holds the
 * file. Thread-safe.
 */
final class ImportJournal implements AutoCloseable {

    private static final String HEADER = "linklog-import 1";
    private static final int LONGEST_ENTRY = 512;
    /** A power cut loses at most this; the idempotency keys cover it. */
    private static final Duration BETWEEN_SYNCS = Duration.ofSeconds(1);

    private final Path path;
    private final FileChannel file;
    private final Map<String, String> codes;
    private long damaged;
    private long nextSync = System.nanoTime();

    /**
     * Opens a journal, or begins one where there is none.
     *
     * @param codes is empty; holds the code of each key
     * @throws Failure when the file is no journal, or another process holds it
     */
    ImportJournal(Path path, Map<String, String> codes) throws IOException {
        this.path = path;
        this.codes = codes;
        this.file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock();
            recover();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void lock() throws IOException {
        try {
            if (file.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            // this process holds it
        }
        throw new Failure(2, "Another import uses the journal " + path + "; wait until it ends.", null);
    }

    private void recover() throws IOException {
        // not closed: that would close the channel
        InputStream in = new BufferedInputStream(Channels.newInputStream(file), 1 << 16);
        ByteArrayOutputStream line = new ByteArrayOutputStream(LONGEST_ENTRY);
        long at = 0;
        long end = 0;
        for (int next = in.read(); next >= 0; next = in.read()) {
            at++;
            if (next != '\n' && line.size() < LONGEST_ENTRY) {
                line.write(next);
            } else if (next == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                if (end > 0) {
                    recover(text);
                } else if (!text.equals(HEADER)) {
                    throw noJournal();
                }
                line.reset();
                end = at;
            }
        }
        if (end == 0 && !HEADER.startsWith(line.toString(StandardCharsets.ISO_8859_1))) {
            throw noJournal();
        }
        file.truncate(end).position(end);
        if (end == 0) {
            write(HEADER);
        }
    }

    private void recover(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length == 4 && parts[0].equals(checksum(line.substring(parts[0].length() + 1)))) {
            codes.put(parts[1], parts[3]);
        } else {
            damaged++;
        }
    }

    private Failure noJournal() {
        return new Failure(
                2, path + " is not the journal of an import and stays as it is; name another with --journal.", null);
    }

    /** The code of a line's link; null when no run has made it. */
    @Nullable
    String codeOf(String key) {
        return codes.get(key);
    }

    /**
     * Records that a line has its link. The record survives a kill of the process once this returns.
     *
     * @param line its number, for people who read the file
     */
    synchronized void add(String key, long line, String code) throws IOException {
        String entry = key + " " + line + " " + code;
        write(checksum(entry) + " " + entry);
        codes.put(key, code);
        if (System.nanoTime() - nextSync >= 0) {
            file.force(false);
            nextSync = System.nanoTime() + BETWEEN_SYNCS.toNanos();
        }
    }

    /** The number of entries that are whole but cannot be read. */
    long damaged() {
        return damaged;
    }

    private static String checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private void write(String line) throws IOException {
        Channels.newOutputStream(file).write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
