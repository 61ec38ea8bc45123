package io.linklog.schemas.rules;

import io.linklog.schemas.targets.TargetCheck;
import io.linklog.schemas.targets.TargetHost;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The rule for the target of a link. A target is stored unchanged, without normalisation, because two similar spellings
 * can be two resources of the target's server.
 */
public final class LongUrls {

    /** The longest target, in characters. Every common browser and proxy handles this length. */
    public static final int LONGEST = 2_048;

    /**
     * Ends in a number that is not a valid port. A port that is not a number counts as a placeholder and is accepted.
     */
    private static final Pattern NO_PORT =
            Pattern.compile(":0*([1-9]\\d{5,}|[7-9]\\d{4}|6[6-9]\\d{3}|65[6-9]\\d{2}|655[4-9]\\d|6553[6-9])$");

    private LongUrls() {}

    /**
     * The mistake in a target, as a sentence that says what to do; empty for a valid target.
     *
     * <p>It is lenient: real URLs contain hosts with underscores, names of Docker networks and placeholders, and a
     * shortener cannot know which names a resolver knows. It does not check for a redirect loop: only a service knows
     * its own hosts.
     */
    public static Optional<String> mistake(String longUrl) {
        if (longUrl.isEmpty()) {
            return Optional.of("must not be empty");
        }
        if (longUrl.length() > LONGEST) {
            return Optional.of("must have at most " + LONGEST + " characters, has " + longUrl.length());
        }
        for (int i = 0; i < longUrl.length(); i++) {
            char c = longUrl.charAt(i);
            if (c <= ' ' || c == 0x7f || (c >= 0x80 && c < 0xa0)) {
                return Optional.of("must not contain spaces or control characters; encode the one at position " + i);
            }
            if (Character.isSurrogate(c) && !isPair(longUrl, i)) {
                return Optional.of("must be valid Unicode; there is an unpaired surrogate at position " + i);
            }
        }
        String lower = longUrl.toLowerCase(Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return Optional.of("must begin with http:// or https://");
        }
        String authority = TargetHost.authority(longUrl);
        if (authority.indexOf('@') >= 0) {
            return Optional.of("must not contain a user name or password before the host");
        }
        if (TargetHost.ofUrl(longUrl).isEmpty()) {
            return Optional.of("must name a host, like https://example.org/path");
        }
        if (NO_PORT.matcher(authority).find()) {
            return Optional.of("must have a port of at most 65535, or none");
        }
        return Optional.empty();
    }

    /** The mistake in a target, also where it leads. */
    public static Optional<String> mistake(String longUrl, TargetCheck targets) {
        return mistake(longUrl).or(() -> TargetHost.ofUrl(longUrl).flatMap(targets::mistake));
    }

    private static boolean isPair(String text, int at) {
        char c = text.charAt(at);
        return Character.isHighSurrogate(c)
                ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    }
}
