package io.linklog.acceptance.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Searches bytes for many secrets in one pass. It names the places where it found one, never the secret. Confined to
 * one thread.
 */
public final class SecretSearch {

    /** Secrets are found by their first bytes, then compared. */
    private static final int BEGIN = Long.BYTES;

    /** Which pairs of bytes end the begin of a secret: asked at every byte, so it must be cheap. */
    private final boolean[] lastTwo = new boolean[1 << Short.SIZE];

    private final Map<Long, List<byte[]>> secrets = new HashMap<>();
    private final Set<String> places = new TreeSet<>();
    private int longest = BEGIN;
    private long searched;

    /** @param secrets each has at least 8 bytes */
    public SecretSearch(Collection<byte[]> secrets) {
        for (byte[] secret : secrets) {
            long begin = 0;
            for (int i = 0; i < BEGIN; i++) {
                begin = begin << Byte.SIZE | (secret[i] & 0xff);
            }
            lastTwo[(int) begin & 0xffff] = true;
            this.secrets.computeIfAbsent(begin, first -> new ArrayList<>()).add(secret);
            longest = Math.max(longest, secret.length);
        }
    }

    /** Where secrets were found. */
    public Set<String> places() {
        return places;
    }

    /** The number of bytes searched. */
    public long searched() {
        return searched;
    }

    public void in(String place, String text) {
        in(place, text.getBytes(StandardCharsets.UTF_8));
    }

    public void in(String place, byte[] bytes) {
        in(place, bytes, bytes.length);
    }

    /** Searches a file of any size. A file that is deleted meanwhile is nothing to search. */
    public void in(Path file) throws IOException {
        byte[] buffer = new byte[1 << 20];
        int kept = 0;
        try (InputStream bytes = Files.newInputStream(file)) {
            for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer, kept, buffer.length - kept)) {
                int end = kept + read;
                in(file.toString(), buffer, end);
                kept = Math.min(end, longest - 1); // a secret may lie across two reads
                System.arraycopy(buffer, end - kept, buffer, 0, kept);
            }
        } catch (NoSuchFileException deleted) {
            // such as a segment that Kafka has merged
        }
    }

    private void in(String place, byte[] bytes, int end) {
        searched += end;
        long window = 0;
        for (int i = 0; i < end; i++) {
            window = window << Byte.SIZE | (bytes[i] & 0xff);
            int begin = i + 1 - BEGIN;
            if (lastTwo[(int) window & 0xffff] && begin >= 0) {
                for (byte[] secret : secrets.getOrDefault(window, List.of())) {
                    int until = begin + secret.length;
                    if (until <= end && Arrays.equals(bytes, begin, until, secret, 0, secret.length)) {
                        places.add(place);
                    }
                }
            }
        }
    }
}
