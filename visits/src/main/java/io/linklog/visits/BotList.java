package io.linklog.visits;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * An operator's own word on who is a bot, beside the built-in list: regular expressions that are looked for in a
 * User-Agent, without regard to case, one a line. A line that begins with {@code !} says who is none, whatever else is
 * said of them; a line that begins with {@code #} says nothing. Immutable.
 */
public final class BotList {

    /** No own word. */
    public static final BotList NONE = of(List.of());

    /** The list travels in a value of etcd, which takes 1.5 MiB at most. */
    public static final int MOST_CHARACTERS = 256 * 1024;

    private final List<String> lines = new ArrayList<>();
    private final List<Pattern> named = new ArrayList<>();
    private final List<Pattern> spared = new ArrayList<>();

    private BotList() {}

    /** @throws IllegalArgumentException for a line that is no regular expression, or too many; with what is wrong */
    public static BotList of(List<String> lines) {
        BotList list = new BotList();
        int characters = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            characters += line.length();
            if (characters > MOST_CHARACTERS) {
                throw new IllegalArgumentException("has more than " + MOST_CHARACTERS + " characters");
            }
            list.add(line, i + 1);
        }
        return list;
    }

    private void add(String line, int number) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        boolean spares = line.startsWith("!");
        try {
            Pattern pattern = Pattern.compile(spares ? line.substring(1).strip() : line, Pattern.CASE_INSENSITIVE);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException(
                        "line " + number + ", \"" + line + "\", is found in every User-Agent, even an empty one");
            }
            (spares ? spared : named).add(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "line " + number + ", \"" + line + "\", is no regular expression: " + e.getDescription(), e);
        }
        lines.add(line);
    }

    /** Its lines, but for those that say nothing. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    boolean names(String userAgent) {
        return named.stream().anyMatch(pattern -> pattern.matcher(userAgent).find());
    }

    boolean spares(String userAgent) {
        return spared.stream().anyMatch(pattern -> pattern.matcher(userAgent).find());
    }
}
