package io.linklog.cli.importing.formats;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The formats of an input; the names are those of the option. A new format is one class that implements
 * {@link LinkSource}, and one constant here.
 */
public enum ImportFormat {
    jsonl(List.of(".jsonl", ".ndjson"), JsonLines::begins, JsonLines::new),
    csv(List.of(".csv"), CsvLines::begins, CsvLines::new),
    /** The last one: it takes every input. */
    urls(List.of(), firstLine -> true, UrlLines::new);

    /** Bytes of an input that may be read to find its first line. */
    private static final int HEAD = 1 << 14;

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
        String lower = name.toLowerCase(Locale.ROOT);
        for (ImportFormat format : values()) {
            if (format.endings.stream().anyMatch(lower::endsWith)) {
                return format;
            }
        }
        in.mark(HEAD);
        String head = new String(in.readNBytes(HEAD - 1), StandardCharsets.UTF_8);
        in.reset();
        String first = head.lines()
                .map(line -> line.replace("\uFEFF", "").strip())
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        return Stream.of(values())
                .filter(format -> format.begins.test(first))
                .findFirst()
                .orElse(urls);
    }

    /**
     * Begins to read.
     *
     * @throws io.linklog.cli.options.Failure when the input has no usable header
     */
    public LinkSource open(BufferedInputStream in, LinkFields fields) throws IOException {
        return opener.open(in, fields);
    }
}
