package io.linklog.visits;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An operator's list of bots, in addition to the built-in list. Each line is a regular expression; a User-Agent that
 * contains a match is a bot. Matching ignores case. A line that begins with {@code !} is an exception: a matching
 * User-Agent is not a bot, even if other lines or the built-in list match. Empty lines and lines that begin with
 * {@code #} are ignored. Immutable.
 */
public final class BotList {

    /** A list without lines. */
    public static final BotList NONE = of(List.of());

    /** The list is a part of an etcd value, and etcd accepts at most 1.5 MiB. */
    public static final int MAX_CHARACTERS = 256 * 1024;

    private final List<String> lines = new ArrayList<>();
    private final List<Pattern> bots = new ArrayList<>();
    private final List<Pattern> exceptions = new ArrayList<>();

    private BotList() {}

    /**
     * Parses a list.
     *
     * @throws IllegalArgumentException if a line is not a regular expression or matches every text, or if the list is
     *     too long; the message names the line
     */
    public static BotList of(List<String> lines) {
        BotList list = new BotList();
        int characters = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            characters += line.length();
            if (characters > MAX_CHARACTERS) {
                throw new IllegalArgumentException("has more than " + MAX_CHARACTERS + " characters");
            }
            list.add(line, i + 1);
        }
        return list;
    }

    private void add(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        boolean exception = line.startsWith("!");
        try {
            Pattern pattern = Pattern.compile(exception ? line.substring(1).strip() : line, Pattern.CASE_INSENSITIVE);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException(
                        "line " + number + ", \"" + line + "\", matches every User-Agent, even an empty one");
            }
            (exception ? exceptions : bots).add(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "line " + number + ", \"" + line + "\", is not a regular expression: " + e.getDescription(), e);
        }
        lines.add(line);
    }

    /** The lines, without empty lines and comments. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    boolean isBot(String userAgent) {
        return bots.stream().anyMatch(pattern -> pattern.matcher(userAgent).find());
    }

    boolean isException(String userAgent) {
        return exceptions.stream()
                .anyMatch(pattern -> pattern.matcher(userAgent).find());
    }
}
