package io.linklog.cli.importing;

import io.linklog.schemas.encoding.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/**
 * Gives each line the key that it has in every run. A key is made of the request, of the number of equal requests
 * before it in the file, and of the run's name. So it stays the same when other lines are added, moved or removed. Not
 * thread-safe.
 *
 * <p>A key is 128 bits of a SHA-256. In a file of a hundred million lines, two different lines have the same key with a
 * probability of 1.5e-23.
 */
final class LineKeys {

    private static final int KEY_BYTES = 16;

    private final byte[] run;
    private final Map<String, Integer> occurrences;

    /** @param occurrences is empty; holds one number for each different request */
    LineKeys(String run, Map<String, Integer> occurrences) {
        this.run = run.getBytes(StandardCharsets.UTF_8);
        this.occurrences = occurrences;
    }

    /**
     * The key of the next line. To be called for each line of the file, in order.
     *
     * @param request its canonical body
     * @return 32 hexadecimal digits
     */
    String next(byte[] request) {
        int occurrence = occurrences.merge(hash(run, request), 1, Integer::sum);
        return hash(run, request, Integer.toString(occurrence).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The request with its idempotency key and the end of its line.
     *
     * @param link the request without them: a JSON object that is not empty
     */
    static byte[] request(String key, byte[] link) {
        String open = new String(link, 0, link.length - 1, StandardCharsets.UTF_8);
        return (open + ",\"idempotencyKey\":\"import-" + key + "\"}\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The length of each part goes in too: "ab" and "c" differ from "a" and "bc". */
    private static String hash(byte[]... parts) {
        MessageDigest digest = Sha256.digest();
        for (byte[] part : parts) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            digest.update(part);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, KEY_BYTES);
    }
}
