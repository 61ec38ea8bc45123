package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of URLs, one a line. Blank lines and lines that begin with {@code #} are passed over; blanks, quotation marks
 * and {@code <…>} around a URL come off.
 */
final class UrlRows implements RowSource {

    static final String MEMBER = "longUrl";

    /** Characters; more than any target may have. */
    private static final int LONGEST_LINE = 64 * 1024;

    private final Characters in;

    UrlRows(Characters in) {
        this.in = in;
    }

    @Override
    public List<String> header() {
        return List.of(MEMBER);
    }

    @Override
    public @Nullable Row next() throws IOException {
        for (String read = in.readLine(LONGEST_LINE); read != null; read = in.readLine(LONGEST_LINE)) {
            String line = Blanks.strip(read);
            if (line.length() > LONGEST_LINE) {
                return Row.broken(in.line(), line, "has more than " + LONGEST_LINE + " characters");
            }
            String url = bare(line);
            if (url.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (url.chars().anyMatch(c -> c <= ' ' || Character.isSpaceChar(c))) {
                return Row.broken(
                        in.line(),
                        line,
                        "has text behind a blank, which is no part of a URL; put a note on a line of its own that"
                                + " begins with #, and write a blank inside of a URL as %20");
            }
            return Row.of(in.line(), line, JsonNodeFactory.instance.objectNode().put(MEMBER, url));
        }
        return null;
    }

    private static String bare(String line) {
        String text = line;
        while (text.length() >= 2 && isPair(text.charAt(0), text.charAt(text.length() - 1))) {
            text = Blanks.strip(text.substring(1, text.length() - 1));
        }
        return text;
    }

    private static boolean isPair(char first, char last) {
        return first == '<' && last == '>' || (first == '"' || first == '\'') && last == first;
    }
}
