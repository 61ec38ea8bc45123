package io.linklog.kit.passwords;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes of passwords by Argon2id (RFC 9106), as PHC strings: {@code $argon2id$v=19$m=7168,t=5,p=1$salt$hash}. A
 * password is normalised to Unicode's form C first, as RFC 8265 asks: keyboards differ in how they compose a letter.
 *
 * <p>One hash takes about 7 MiB and tens of milliseconds of one core; the caller bounds how many are made at once.
 */
public final class PasswordHash {

    /** The length of a salt, in bytes. */
    public static final int SALT_BYTES = 16;

    // one of the settings that OWASP's Password Storage Cheat Sheet calls equally strong; of these, the least memory
    private static final int MEMORY_KIB = 7_168;
    private static final int PASSES = 5;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,5}),t=(\\d),p=1\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private PasswordHash() {}

    /**
     * Hashes a password.
     *
     * @param salt {@link #SALT_BYTES} bytes; the same salt gives the same hash
     */
    public static String of(String password, byte[] salt) {
        byte[] hash = hash(password, MEMORY_KIB, PASSES, salt, HASH_BYTES);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=1$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    /**
     * Whether a password has this hash.
     *
     * @param phc a PHC string of Argon2id, of any memory and passes
     * @throws IllegalArgumentException if it is none
     */
    public static boolean matches(String password, String phc) {
        Matcher parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalArgumentException("The hash of the password is no PHC string of Argon2id");
        }
        byte[] wanted = Base64.getDecoder().decode(parts.group(4));
        byte[] given = hash(
                password,
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Base64.getDecoder().decode(parts.group(3)),
                wanted.length);
        return MessageDigest.isEqual(given, wanted);
    }

    private static byte[] hash(String password, int memoryKib, int passes, byte[] salt, int length) {
        Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
        argon2.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[length];
        argon2.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFC).getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
