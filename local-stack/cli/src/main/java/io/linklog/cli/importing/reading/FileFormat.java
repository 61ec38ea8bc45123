package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The formats of a file; the names are those of the option. */
public enum FileFormat {
    /** JSON objects, one a line. */
    jsonl(List.of(".jsonl", ".ndjson"), in -> new JsonLineRows(new Characters(in))),
    /** A JSON array, or the pages of an API. */
    json(List.of(".json"), JsonRows::new),
    csv(List.of(".csv", ".tsv"), in -> new CsvRows(new Characters(in))),
    /** A dump of YOURLS' tables. */
    sql(List.of(".sql"), in -> new SqlRows(new Characters(in))),
    urls(List.of(), in -> new UrlRows(new Characters(in)));

    /** Reads one document of several on a line. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Pattern SQL = Pattern.compile(
            "(--[ -].*|/\\*.*|(INSERT|REPLACE|CREATE|DROP|LOCK|SET|USE)\\s.*)", Pattern.CASE_INSENSITIVE);

    private final List<String> endings;
    private final Opener opener;

    @FunctionalInterface
    private interface Opener {
        RowSource open(Reader in) throws IOException;
    }

    /** @param endings of file names, in small letters */
    FileFormat(List<String> endings, Opener opener) {
        this.endings = endings;
        this.opener = opener;
    }

    /**
     * Detects the format by the first line that is not blank and no comment, and by the ending of the file's name.
     *
     * @param name of the file; any text for standard input
     * @param head the beginning of its text
     * @param isHeader whether names are those of a known table
     */
    public static FileFormat detect(String name, String head, Predicate<List<String>> isHeader) {
        String first = head.lines()
                .map(Blanks::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        String lower = name.toLowerCase(Locale.ROOT);
        FileFormat named = Stream.of(values())
                .filter(format -> format.endings.stream().anyMatch(lower::endsWith))
                .findFirst()
                .orElse(urls);
        if (first.startsWith("[") || first.startsWith("{")) {
            return named == csv || named == sql ? named : isLineOfJson(head, first) ? jsonl : json;
        }
        if (named != urls && named != json) {
            return named;
        }
        if (SQL.matcher(first).matches()) {
            return sql;
        }
        return CsvRows.separator(first) != null || isHeader.test(CsvRows.names(first)) ? csv : named;
    }

    /** Whether a line is a record by itself: no page of records, and not the first line of a longer document. */
    private static boolean isLineOfJson(String head, String first) {
        if (head.indexOf('\n') < 0 && head.length() >= InputFile.HEAD / 2) {
            return false;
        }
        try (JsonParser parser = JSON.createParser(first)) {
            JsonNode node = parser.readValueAsTree();
            return node.isObject()
                    && JsonRows.OF_PAGES.stream()
                            .noneMatch(member -> node.path(member).isContainerNode())
                    && !isFollowed(parser);
        } catch (IOException e) {
            // a broken line refuses itself; a document begins with a line that is open
            return first.startsWith("{") && !first.matches(".*[\\[{,:]");
        }
    }

    /** Whether another document begins on the line. What is no document makes a broken line, which refuses itself. */
    private static boolean isFollowed(JsonParser parser) {
        try {
            JsonToken next = parser.nextToken();
            return next != null && next.isStructStart();
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a file of this format may be read more than once, so that a table's dates explain each other. */
    public boolean isTable() {
        return this == csv || this == sql || this == json;
    }

    /** @throws io.linklog.cli.options.Failure when the file has no usable header */
    public RowSource open(Reader in) throws IOException {
        return opener.open(in);
    }
}
