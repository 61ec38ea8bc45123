package io.linklog.acceptance.system;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Spells a path in the ways that servers read differently: what stands between two segments, how a segment is written,
 * what stands at the end, and the form of the request target. Each way alone, and random combinations of them.
 */
public final class Spellings {

    private static final List<String> BETWEEN = List.of(
            "/",
            "//",
            "///",
            "/./",
            "/%2e/",
            "/x/../",
            "/x/%2e%2e/",
            "/x/%2E./",
            "/x/..;/",
            "/;/",
            "%2f",
            "%2F",
            "%252f",
            "\\",
            "/\\",
            "%5c",
            "/%00/",
            "\0/",
            "/ ",
            "/%20",
            "/%0a",
            "/\u00af\u00bc");
    private static final List<UnaryOperator<String>> SEGMENTS = List.of(
            text -> text,
            text -> text.toUpperCase(Locale.ROOT),
            text -> text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1),
            text -> percent(text.charAt(0)) + text.substring(1),
            text -> percent(text.charAt(0)).toLowerCase(Locale.ROOT) + text.substring(1),
            text -> text.substring(0, text.length() - 1) + percent(text.charAt(text.length() - 1)),
            text -> "%25" + Integer.toHexString(text.charAt(0)) + text.substring(1),
            text -> "%c0%af" + text,
            text -> text + ";x=1",
            text -> text + ";",
            text -> ";x=1" + text,
            text -> text + "%3bx",
            text -> text + "%00",
            text -> text + "%20",
            text -> text + ".");
    private static final List<String> ENDS = List.of(
            "", "/", "//", "/.", "/..", "/x/..", "/%2e", "%2f", ";x", "/;x", "%00", "\0", "?", "?/", "?x=/..", "#",
            "%23", "%3f", ".json", "\\", "%20", "+", "/+", "/qr");
    private static final List<String> BEFORE = List.of(
            "",
            "http://localhost",
            "HTTP://LOCALHOST",
            "https://localhost",
            "http://localhost:80",
            "http://user@localhost",
            "http://other.example",
            "//localhost",
            "/localhost",
            ".",
            "/.",
            "/x/..",
            "*");

    private final List<String> segments;
    private final Random random;

    private Spellings(List<String> segments, long seed) {
        this.segments = segments;
        this.random = new Random(seed);
    }

    /**
     * Spellings of one path, the usual one first.
     *
     * @param path its segments, each after a slash
     * @param combined the number of random combinations
     */
    public static Set<String> of(String path, int combined, long seed) {
        Spellings spellings = new Spellings(List.of(path.substring(1).split("/", -1)), seed);
        Set<String> all = new LinkedHashSet<>();
        all.add(path);
        spellings.addEachWay(all);
        for (int i = 0; i < combined; i++) {
            all.add(spellings.drawn());
        }
        return all;
    }

    private void addEachWay(Set<String> all) {
        for (int i = 0; i < segments.size(); i++) {
            for (String between : BETWEEN) {
                all.add(spell("", i, between, text -> text, ""));
            }
            for (UnaryOperator<String> segment : SEGMENTS) {
                all.add(spell("", i, "/", segment, ""));
            }
        }
        ENDS.forEach(end -> all.add(spell("", 0, "/", text -> text, end)));
        BEFORE.forEach(before -> all.add(spell(before, 0, "/", text -> text, "")));
    }

    /** One segment and what stands before it are spelled in another way. */
    private String spell(String before, int at, String between, UnaryOperator<String> segment, String end) {
        StringBuilder spelled = new StringBuilder(before);
        for (int i = 0; i < segments.size(); i++) {
            String text = segments.get(i);
            spelled.append(i == at ? between + segment.apply(text) : "/" + text);
        }
        return spelled.append(end).toString();
    }

    /** About two ways at once: with more, no server finds a route. */
    private String drawn() {
        List<String> parts = new ArrayList<>(List.of(rarely() ? one(BEFORE) : ""));
        for (String segment : segments) {
            parts.add(rarely() ? one(BETWEEN) : "/");
            parts.add(rarely() ? one(SEGMENTS).apply(segment) : segment);
        }
        parts.add(rarely() ? one(ENDS) : "");
        return String.join("", parts);
    }

    private boolean rarely() {
        return random.nextInt(2 * segments.size() + 2) < 2;
    }

    private <T> T one(List<T> ways) {
        return ways.get(random.nextInt(ways.size()));
    }

    private static String percent(char letter) {
        return String.format(Locale.ROOT, "%%%02X", (int) letter);
    }
}
