package io.linklog.cli.importing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * 128 bits of a SHA-256: what a line, or one of several equal lines, is known by. Two different lines have the same id
 * with a probability of 1.5e-23 in a file of a hundred million.
 */
record LineId(long high, long low) {

    /** The id of texts one after the other; where one ends matters. */
    static LineId of(byte[]... parts) {
        MessageDigest digest = sha256();
        for (byte[] part : parts) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            digest.update(part);
        }
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        return new LineId(hash.getLong(), hash.getLong());
    }

    /** The id that {@link #toString} wrote. */
    static LineId parse(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        if (bytes.length != 16) {
            throw new IllegalArgumentException("An id has 32 digits, not " + hex.length());
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new LineId(buffer.getLong(), buffer.getLong());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** 32 hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
