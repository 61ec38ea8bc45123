package io.linklog.acceptance.system;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/**
 * All secrets that passed between the tests and the system: keys, the secrets of webhooks, passwords of links.
 * {@link Api}, {@link RawHttp} and {@link Cli} note the first two in what they send and get. Thread-safe.
 */
public final class Secrets {

    /** The secret of a key, after its id, and the secret of a webhook. */
    private static final Pattern SECRET =
            Pattern.compile("(?<=llk_[a-z0-9]{1,32}_)[A-Za-z0-9]{27,}|(?<=whsec_)[\\w+/=-]{20,}");

    private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

    private Secrets() {}

    /** Notes the secrets in a text. */
    static void note(String text) {
        if (text.contains("llk_") || text.contains("whsec_")) {
            SECRET.matcher(text).results().forEach(found -> SEEN.add(found.group()));
        }
    }

    /** Notes the secrets in the bytes of an answer. */
    static void note(byte[] bytes) {
        note(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** Notes a secret that has no form of its own: the password of a link. */
    public static void notePassword(String password) {
        SEEN.add(password);
    }

    /** All secrets of this run, until now. */
    public static Set<String> seen() {
        return new TreeSet<>(SEEN);
    }
}
