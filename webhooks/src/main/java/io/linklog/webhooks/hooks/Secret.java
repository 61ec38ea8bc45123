package io.linklog.webhooks.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that a hook and its receiver share, in the format of the Standard Webhooks specification: {@code whsec_} and
 * the key in Base64. {@link #toString} hides it.
 */
public record Secret(String text) {

    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    // bytes; the specification requires 24 to 64
    private static final int SHORTEST = 24;
    private static final int NEW = 32;
    private static final int LONGEST = 64;

    public Secret {
        key(text);
    }

    public static Secret random(SecureRandom random) {
        byte[] key = new byte[NEW];
        random.nextBytes(key);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /**
     * The value of the header {@code webhook-signature}: one signature for each secret. A receiver accepts the call if
     * it knows one of the secrets.
     *
     * @param timestamp seconds since 1970
     */
    public static String signature(List<Secret> secrets, String id, long timestamp, byte[] body) {
        return secrets.stream()
                .map(secret -> "v1," + secret.sign(id, timestamp, body))
                .collect(Collectors.joining(" "));
    }

    private String sign(String id, long timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(text), ALGORITHM));
            mac.update((id + '.' + timestamp + '.').getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    private static byte[] key(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("a secret begins with " + PREFIX);
        }
        byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (key.length < SHORTEST || key.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a secret has " + SHORTEST + " to " + LONGEST + " bytes, not " + key.length);
        }
        return key;
    }

    @Override
    public String toString() {
        return PREFIX + "…";
    }
}
