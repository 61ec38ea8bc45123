package io.linklog.visits;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells bots from people by their User-Agent: by the words of public lists, and by general rules. Takes about a
 * microsecond, and time in proportion to the length of the User-Agent. Thread-safe.
 */
public final class Bots {

    /** The characters of a User-Agent that are read; so many the visit log keeps. */
    public static final int LONGEST = 512;

    private static final String PREVIEW = "preview";

    private Bots() {}

    /** The public lists that the built-in list is made of, each with its version. */
    public static String version() {
        return AgentWords.BUILT_IN.version();
    }

    /** Whether a program sent it that shows links in messages or posts. */
    public static boolean isPreview(String userAgent) {
        return PREVIEW.equals(reason(userAgent));
    }

    /** Why a User-Agent is a bot's; null for a person's. Blank text is a bot's. */
    public static @Nullable String reason(String userAgent) {
        if (userAgent.isBlank()) {
            return "no user agent";
        }
        String agent = begin(userAgent).toLowerCase(Locale.ROOT);
        AgentMatch match = AgentWords.BUILT_IN.match(agent);
        AgentWord.Kind kind = match.bot();
        if (kind == null) {
            return !match.hasBrowser() || hasAddress(agent, match) ? "program" : null;
        }
        return switch (kind) {
            case PREVIEW -> PREVIEW;
            case PROGRAM -> "program";
            default -> "crawler";
        };
    }

    /** The part of a User-Agent that is read. */
    static String begin(String userAgent) {
        return userAgent.length() <= LONGEST ? userAgent : userAgent.substring(0, LONGEST);
    }

    // an @ with a letter or digit before it, and behind it a host with a dot; URLs are words of the list
    private static boolean hasAddress(String agent, AgentMatch match) {
        for (int at = agent.indexOf('@', 1); at >= 0; at = agent.indexOf('@', at + 1)) {
            if (Character.isLetterOrDigit(agent.charAt(at - 1)) && !match.isInDevice(at) && hasHost(agent, at + 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasHost(String agent, int from) {
        int at = from;
        while (at < agent.length() && (Character.isLetterOrDigit(agent.charAt(at)) || agent.charAt(at) == '-')) {
            at++;
        }
        return at > from
                && at + 1 < agent.length()
                && agent.charAt(at) == '.'
                && Character.isLetter(agent.charAt(at + 1));
    }
}
