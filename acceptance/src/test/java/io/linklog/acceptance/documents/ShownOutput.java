package io.linklog.acceptance.documents;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what a document shows with what its commands printed, line by line.
 *
 * <p>{@code …} stands for anything within a line, and alone in a line for any number of lines. These differ from run to
 * run, so one stands for every other: times, dates, numbers with a unit, UUIDs, and identifiers of twelve or more
 * hexadecimal digits. So does any number of blanks. Everything else is compared to the letter.
 */
final class ShownOutput {

    private static final String ANYTHING = "…";

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z";

    private static final Pattern VARIES = Pattern.compile("(?<time>" + TIME + ")"
            + "|(?<date>\\d{4}-\\d\\d-\\d\\d)"
            + "|(?<measure>\\d[\\d,]*(?:\\.\\d+)?(?= ?(?:µs|ms|s|seconds|%|B|KiB|MiB|GiB|a second|ago)(?!\\w)))"
            + "|(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<!\\w)(?=[a-f]*\\d)[0-9a-f]{12,}(?!\\w))"
            + "|(?<any>\\s*…\\s*)"
            + "|(?<blanks>\\s+)");

    private ShownOutput() {}

    /** The first line that was shown and did not come, or came and is not shown; empty if they agree. */
    static Optional<String> difference(List<String> shown, List<String> came) {
        return difference(shown, 0, came, 0);
    }

    private static Optional<String> difference(List<String> shown, int at, List<String> came, int from) {
        if (at == shown.size()) {
            return from == came.size() ? Optional.empty() : Optional.of("not shown: " + came.get(from));
        }
        String line = shown.get(at).strip();
        if (line.equals(ANYTHING)) {
            Optional<String> first = Optional.empty();
            for (int next = from; next <= came.size(); next++) {
                Optional<String> rest = difference(shown, at + 1, came, next);
                if (rest.isEmpty()) {
                    return rest;
                }
                first = first.isPresent() ? first : rest;
            }
            return Optional.of("after a line of " + ANYTHING + ", " + first.orElseThrow());
        }
        if (from == came.size()) {
            return Optional.of("did not come: " + line);
        }
        if (!pattern(line).matcher(came.get(from).strip()).matches()) {
            return Optional.of("shown: " + line + "\n came: " + came.get(from).strip());
        }
        return difference(shown, at + 1, came, from + 1);
    }

    private static Pattern pattern(String line) {
        StringBuilder pattern = new StringBuilder();
        Matcher varies = VARIES.matcher(line);
        int last = 0;
        while (varies.find()) {
            pattern.append(Pattern.quote(line.substring(last, varies.start())));
            pattern.append(any(varies));
            last = varies.end();
        }
        pattern.append(Pattern.quote(line.substring(last)));
        return Pattern.compile(pattern.toString());
    }

    private static String any(Matcher varies) {
        if (varies.group("time") != null) {
            return TIME;
        }
        if (varies.group("date") != null) {
            return "\\d{4}-\\d\\d-\\d\\d";
        }
        if (varies.group("measure") != null) {
            return "\\d[\\d,]*(\\.\\d+)?";
        }
        if (varies.group("id") != null) {
            return "[0-9a-f-]+";
        }
        return varies.group("blanks") != null ? "\\s+" : ".*?";
    }
}
