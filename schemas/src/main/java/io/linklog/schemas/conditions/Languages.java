package io.linklog.schemas.conditions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code Accept-Language} as Shlink does: only languages with a quality of 0.9 or more count. */
public final class Languages {

    private static final double LEAST_QUALITY = 0.9;

    // browsers send ten at most; the bound keeps the cost of a visit independent of its sender
    private static final int MOST = 20;

    private Languages() {}

    /** A language, or one of its regional forms. */
    record Range(String language, @Nullable String region) {

        boolean matchesAny(List<String> accepted) {
            for (String tag : accepted) {
                if (language.equals(part(tag, 0)) && (region == null || region.equals(part(tag, 1)))) {
                    return true;
                }
            }
            return false;
        }
    }

    static Range range(String text) throws InvalidConditionException {
        String tag = normalize(text);
        String language = part(tag, 0);
        if (language == null || language.isEmpty() || !isTag(tag)) {
            throw new InvalidConditionException(
                    "matchValue must be a language or a language and region, like de or de-CH");
        }
        return new Range(language, part(tag, 1));
    }

    /**
     * The languages of a header that count, in lower case, with {@code -} before the region.
     *
     * @param header null for none
     */
    public static List<String> preferred(@Nullable String header) {
        List<String> preferred = new ArrayList<>(4);
        int from = 0;
        while (header != null && from < header.length() && preferred.size() < MOST) {
            int comma = header.indexOf(',', from);
            int end = comma < 0 ? header.length() : comma;
            int semicolon = header.indexOf(';', from);
            boolean rated = semicolon >= 0 && semicolon < end;
            String tag = normalize(header.substring(from, rated ? semicolon : end));
            if (!tag.isEmpty() && !tag.equals("*") && (!rated || isPreferred(header.substring(semicolon + 1, end)))) {
                preferred.add(tag);
            }
            from = end + 1;
        }
        return preferred;
    }

    private static boolean isPreferred(String parameter) {
        String rest = parameter.strip();
        if (!rest.startsWith("q=")) {
            return true;
        }
        try {
            return Double.parseDouble(rest.substring(2)) >= LEAST_QUALITY;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static String normalize(String tag) {
        return tag.strip().replace('_', '-').toLowerCase(Locale.ROOT);
    }

    /** The language or the region of a tag; null if it has none. */
    private static @Nullable String part(String tag, int number) {
        int dash = tag.indexOf('-');
        if (number == 0) {
            return dash < 0 ? tag : tag.substring(0, dash);
        }
        if (dash < 0) {
            return null;
        }
        int next = tag.indexOf('-', dash + 1);
        return tag.substring(dash + 1, next < 0 ? tag.length() : next);
    }

    private static boolean isTag(String tag) {
        return !tag.endsWith("-")
                && !tag.contains("--")
                && tag.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }
}
