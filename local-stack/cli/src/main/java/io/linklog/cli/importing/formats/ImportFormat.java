package io.linklog.cli.importing.formats;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The formats of an input; the names are those of the option. A new format is one constant here, and a
 * {@link LinkSource}; one in which each line is a link needs only a {@link TextLines.Syntax}.
 */
public enum ImportFormat {
    jsonl(
            List.of(".jsonl", ".ndjson"),
            firstLine -> firstLine.startsWith("{"),
            (in, fields) -> new TextLines(in, fields, TextLines::json)),
    csv(List.of(".csv"), ImportFormat::namesLongUrl, CsvLines::new),
    /** The last one: it takes every input. */
    urls(List.of(), firstLine -> true, (in, fields) -> new TextLines(in, fields, TextLines::url));

    /** Bytes of an input that may be read to find its first line. */
    private static final int HEAD = 1 << 14;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final List<String> endings;
    private final Predicate<String> begins;
    private final Opener opener;

    @FunctionalInterface
    private interface Opener {
        LinkSource open(BufferedInputStream in, LinkFields fields) throws IOException;
    }

    /**
     * @param endings of file names, in small letters
     * @param begins whether an input with this first line has this format
     */
    ImportFormat(List<String> endings, Predicate<String> begins, Opener opener) {
        this.endings = endings;
        this.begins = begins;
        this.opener = opener;
    }

    /**
     * Detects the format by the ending of the file's name, else by the first line that is not blank and no comment.
     *
     * @param name of the file; any text for standard input
     * @param in stays where it is
     */
    public static ImportFormat detect(String name, BufferedInputStream in) throws IOException {
        in.mark(HEAD);
        String head = new String(in.readNBytes(HEAD - 1), StandardCharsets.UTF_8);
        in.reset();
        String first = head.lines()
                .map(line -> line.replace("\uFEFF", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        String lower = name.toLowerCase(Locale.ROOT);
        return Stream.of(values())
                .filter(format -> format.endings.stream().anyMatch(lower::endsWith))
                .findFirst()
                .or(() -> Stream.of(values())
                        .filter(format -> format.begins.test(first))
                        .findFirst())
                .orElse(urls);
    }

    private static boolean namesLongUrl(String firstLine) {
        return Stream.of(firstLine.split(",", -1))
                .map(cell -> cell.replace("\"", "").strip())
                .anyMatch("longUrl"::equalsIgnoreCase);
    }

    /**
     * Begins to read, after a byte order mark if there is one.
     *
     * @throws io.linklog.cli.options.Failure when the input has no usable header
     */
    public LinkSource open(BufferedInputStream in, LinkFields fields) throws IOException {
        in.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.reset();
        }
        return opener.open(in, fields);
    }
}
