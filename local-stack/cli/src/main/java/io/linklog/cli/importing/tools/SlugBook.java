package io.linklog.cli.importing.tools;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first row of each slug of a file. Not thread-safe. */
final class SlugBook {

    private final Map<String, String> firsts;

    /** @param firsts is empty; holds a text for each slug */
    SlugBook(Map<String, String> firsts) {
        this.firsts = firsts;
    }

    /**
     * An earlier row with the same name.
     *
     * @param sameTarget whether it leads to the same place
     */
    record Earlier(long line, boolean sameTarget) {}

    /** Notes a link; the row that had its name before, or null. */
    @Nullable
    Earlier add(String domain, String slug, long line, String target) {
        String first = firsts.putIfAbsent(domain + "/" + slug, line + " " + target);
        if (first == null) {
            return null;
        }
        int space = first.indexOf(' ');
        return new Earlier(
                Long.parseLong(first.substring(0, space)),
                first.substring(space + 1).equals(target));
    }
}
