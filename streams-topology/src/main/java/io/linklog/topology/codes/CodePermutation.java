package io.linklog.topology.codes;

import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A bijection between IDs and codes of seven characters: FF1 (NIST SP 800-38G) with AES-256 over base 62. Two IDs never
 * give the same code, and without the key a code tells nothing about the order or the number of links.
 *
 * <p>Not thread-safe: the engine keeps state between calls. A code takes about 5 µs.
 */
public final class CodePermutation {

    /** Number of characters of a code. */
    static final int LENGTH = 7;

    /** The number of IDs: 62^7, about 3.5 million million. IDs go from 0 to one less. */
    static final long SIZE = 62L * 62 * 62 * 62 * 62 * 62 * 62;

    /** Length of a key in bytes. */
    public static final int KEY_BYTES = 32;

    private static final int RADIX = 62;
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);
    // must never change: another tweak is another permutation, which would give codes that are taken
    private static final byte[] TWEAK = "linklog/codes".getBytes(StandardCharsets.US_ASCII);

    private final FPEFF1Engine forward = new FPEFF1Engine();
    private final FPEFF1Engine backward = new FPEFF1Engine();
    private final byte[] plain = new byte[LENGTH];
    private final byte[] permuted = new byte[LENGTH];

    public CodePermutation(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("The key must have " + KEY_BYTES + " bytes, but has " + key.length);
        }
        forward.init(true, new FPEParameters(new KeyParameter(key), RADIX, TWEAK));
        backward.init(false, new FPEParameters(new KeyParameter(key), RADIX, TWEAK));
    }

    /**
     * The code of an ID.
     *
     * @param id from 0 to below {@link #SIZE}
     */
    public String code(long id) {
        if (id < 0 || id >= SIZE) {
            throw new IllegalArgumentException("ID " + id + " is not between 0 and 62^7");
        }
        long rest = id;
        for (int i = LENGTH - 1; i >= 0; i--) {
            plain[i] = (byte) (rest % RADIX);
            rest /= RADIX;
        }
        forward.processBlock(plain, 0, LENGTH, permuted, 0);
        byte[] code = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            code[i] = DIGITS[permuted[i]];
        }
        return new String(code, StandardCharsets.ISO_8859_1);
    }

    /**
     * The ID of a code.
     *
     * @throws IllegalArgumentException when the text does not have the form of a generated code
     */
    long id(String code) {
        if (code.length() != LENGTH) {
            throw new IllegalArgumentException("A generated code has " + LENGTH + " characters, not " + code);
        }
        for (int i = 0; i < LENGTH; i++) {
            permuted[i] = digit(code.charAt(i));
        }
        backward.processBlock(permuted, 0, LENGTH, plain, 0);
        long id = 0;
        for (int i = 0; i < LENGTH; i++) {
            id = id * RADIX + plain[i];
        }
        return id;
    }

    private static byte digit(char c) {
        if (c >= '0' && c <= '9') {
            return (byte) (c - '0');
        }
        if (c >= 'A' && c <= 'Z') {
            return (byte) (c - 'A' + 10);
        }
        if (c >= 'a' && c <= 'z') {
            return (byte) (c - 'a' + 36);
        }
        throw new IllegalArgumentException("A generated code has only letters and digits, not " + c);
    }
}
