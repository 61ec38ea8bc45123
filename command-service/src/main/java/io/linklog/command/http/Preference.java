package io.linklog.command.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller wants to wait for the outcome (RFC 7240). Unknown preferences are ignored, as the RFC requires.
 * {@code wait} with or without {@code respond-async} means: wait that long, then answer 202.
 *
 * @param patience maximum wait for the outcome
 * @param applied the value of {@code Preference-Applied}; null if no preference is known
 */
public record Preference(Duration patience, @Nullable String applied) {

    /** The longest wait that a caller can set. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /**
     * @param lines lines of the header {@code Prefer}
     * @param defaultWait the wait without a preference
     */
    public static Preference of(List<String> lines, Duration defaultWait) {
        boolean async = false;
        Long wait = null;
        for (String line : lines) {
            for (String preference : line.split(",", -1)) {
                // parameters follow a semicolon; these two preferences have none
                String[] nameAndValue = preference.split(";", 2)[0].split("=", 2);
                String name = nameAndValue[0].strip().toLowerCase(Locale.ROOT);
                if (name.equals("respond-async")) {
                    async = true;
                } else if (name.equals("wait") && nameAndValue.length == 2 && wait == null) {
                    wait = seconds(nameAndValue[1].strip());
                }
            }
        }
        if (wait != null) {
            String applied = (async ? "respond-async, " : "") + "wait=" + wait;
            return new Preference(Duration.ofSeconds(wait), applied);
        }
        return async ? new Preference(Duration.ZERO, "respond-async") : new Preference(defaultWait, null);
    }

    private static @Nullable Long seconds(String value) {
        String digits = value.length() > 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        return Math.min(Long.parseLong(digits), LONGEST_WAIT.toSeconds());
    }
}
