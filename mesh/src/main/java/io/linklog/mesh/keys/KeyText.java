package io.linklog.mesh.keys;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * An API key as its owner has it: {@code llk_<id>_<secret>}. Linklog stores only a hash of the secret.
 *
 * <p>The secret has 190 random bits, so a fast hash is enough: nobody can try all secrets. {@link #toString} hides the
 * secret, so that no log line, error or span shows it.
 */
public final class KeyText {

    /** The first characters of every key. Scanners for leaked secrets find keys by them. */
    public static final String PREFIX = "llk_";

    /** The header in which a call sends its key; a bearer token does as well. */
    public static final String HEADER = "X-Api-Key";

    /** A longer text is no key and is not hashed. */
    public static final int MOST_CHARACTERS = 200;

    private static final int ID_CHARACTERS = 12;
    private static final int MOST_ID_CHARACTERS = 32;
    private static final int SECRET_CHARACTERS = 32;
    /** 160 bits; a character has 5.95 bits. */
    private static final int LEAST_SECRET_CHARACTERS = 27;

    private static final String DIGITS_AND_LOWER = "0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String ALPHANUMERIC = DIGITS_AND_LOWER + "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private final String id;
    private final String secret;

    private KeyText(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** A new key with an id of its own. */
    public static KeyText generate(RandomGenerator random) {
        return new KeyText(characters(random, DIGITS_AND_LOWER, ID_CHARACTERS), secret(random));
    }

    /**
     * A key with a known id and a new secret.
     *
     * @param id see {@link #isId}
     */
    public static KeyText ofId(String id, RandomGenerator random) {
        return new KeyText(id, secret(random));
    }

    private static String secret(RandomGenerator random) {
        return characters(random, ALPHANUMERIC, SECRET_CHARACTERS);
    }

    private static String characters(RandomGenerator random, String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** Reads a key; empty if the text has not the form of one. Looks at no more than {@link #MOST_CHARACTERS}. */
    public static Optional<KeyText> parse(String text) {
        if (text.length() > MOST_CHARACTERS || !text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int end = text.indexOf('_', PREFIX.length());
        if (end < 0) {
            return Optional.empty();
        }
        String id = text.substring(PREFIX.length(), end);
        String secret = text.substring(end + 1);
        return isId(id) && secret.length() >= LEAST_SECRET_CHARACTERS && isAlphanumeric(secret, true)
                ? Optional.of(new KeyText(id, secret))
                : Optional.empty();
    }

    /** Whether a text has the form of a key's id: 1 to 32 digits and lower-case letters. */
    public static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= MOST_ID_CHARACTERS && isAlphanumeric(text, false);
    }

    /** Whether a key stands somewhere in a text, for example in a URL. */
    public static boolean isIn(String text) {
        for (int at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
            int underscore = text.indexOf('_', at + PREFIX.length());
            if (underscore > 0 && isId(text.substring(at + PREFIX.length(), underscore))) {
                int end = underscore + 1;
                while (end < text.length() && isAlphanumeric(text.charAt(end), true)) {
                    end++;
                }
                if (end - underscore > LEAST_SECRET_CHARACTERS) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAlphanumeric(String text, boolean withUpper) {
        for (int i = 0; i < text.length(); i++) {
            if (!isAlphanumeric(text.charAt(i), withUpper)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c, boolean withUpper) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || withUpper && c >= 'A' && c <= 'Z';
    }

    /** The public part. It names the key in lists, logs and events. */
    public String id() {
        return id;
    }

    /** The whole key, for its owner only. */
    public String reveal() {
        return PREFIX + id + '_' + secret;
    }

    /** The 32 bytes that Linklog stores: the SHA-256 of the secret. */
    public byte[] hash() {
        return DigestUtils.sha256(secret);
    }

    /** The id without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_…";
    }
}
