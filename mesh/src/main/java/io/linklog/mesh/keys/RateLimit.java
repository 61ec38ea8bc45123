package io.linklog.mesh.keys;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many calls a key may make.
 *
 * @param calls 1 to 1,000,000
 * @param seconds the period: 1 or 60
 */
public record RateLimit(int calls, int seconds) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,7})/([sm])");
    private static final int MOST = 1_000_000;
    private static final int MINUTE = 60;

    public RateLimit {
        if (calls < 1 || calls > MOST || seconds != 1 && seconds != MINUTE) {
            throw invalid();
        }
    }

    /**
     * Reads a limit such as {@code 20/s} or {@code 300/m}.
     *
     * @throws IllegalArgumentException if the text is no limit; the message says what is
     */
    public static RateLimit parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw invalid();
        }
        return new RateLimit(
                Integer.parseInt(matcher.group(1)), matcher.group(2).equals("s") ? 1 : MINUTE);
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException(
                "a limit is 1 to " + MOST + " calls a second or minute, like 20/s or 300/m");
    }

    /** The limit as {@link #parse} reads it. */
    public String text() {
        return calls + (seconds == 1 ? "/s" : "/m");
    }
}
