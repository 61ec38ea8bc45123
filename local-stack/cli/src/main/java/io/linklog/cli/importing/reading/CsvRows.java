package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;

/**
 * CSV with a header. Cells end at a comma, semicolon, tab or bar, whichever the header uses most or a first line like
 * {@code sep=;} names. A record is read by RFC 4180; one that does not parse so may escape its quotation marks by
 * backslashes. A record that parses in neither way is refused by itself.
 */
public final class CsvRows implements RowSource {

    /** Characters: a mark that is left open would else take the rest of the file into memory. */
    static final int LONGEST_RECORD = 1 << 20;

    private static final String DELIMITERS = ",;\t|";
    private static final String OPEN_MARK = "has a quotation mark that is not closed, or one inside of a cell; put the"
            + " cell into quotation marks and double each mark inside of it";

    private final CsvRecords records;
    private final CSVFormat format;
    private final char delimiter;
    private final List<String> header;

    CsvRows(Characters text) throws IOException {
        String first = firstLine(text);
        String separator = separator(first);
        this.delimiter = separator == null ? delimiter(first) : separator.charAt(0);
        this.format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(false)
                // a cell that is quoted and empty is an empty text, another empty cell is none
                .setQuoteMode(QuoteMode.ALL_NON_NULL)
                .setNullString("")
                .get();
        this.records = new CsvRecords(text, delimiter, separator == null ? first : null);
        List<@Nullable String> names = separator == null || records.next() ? cells() : null;
        this.header =
                names == null ? List.of() : names.stream().map(CsvRows::name).toList();
        records.expect(header.size());
    }

    private static String name(@Nullable String cell) {
        return cell == null ? "" : Blanks.strip(cell);
    }

    private static String firstLine(Characters text) throws IOException {
        String line = text.readLine(LONGEST_RECORD);
        while (line != null && line.isBlank()) {
            line = text.readLine(LONGEST_RECORD);
        }
        return line == null ? "" : line;
    }

    /** What a first line like {@code sep=;} names, as spreadsheets write and read it; null for another line. */
    static @Nullable String separator(String line) {
        String text = Blanks.strip(line.replace("\"", ""));
        boolean names = text.length() <= 5 && text.regionMatches(true, 0, "sep=", 0, 4);
        if (!names) {
            return null;
        }
        return text.length() == 5 ? text.substring(4) : "\t";
    }

    /** The character that separates most cells of a header. */
    static char delimiter(String line) {
        int[] counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            int kind = quoted ? -1 : DELIMITERS.indexOf(line.charAt(i));
            if (kind >= 0) {
                counts[kind]++;
            }
        }
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return DELIMITERS.charAt(most);
    }

    /** The names in a line, as far as it is the header of a table. */
    static List<String> names(String line) {
        char delimiter = delimiter(line);
        return split(line.replace("\"", ""), delimiter).stream()
                .map(CsvRows::name)
                .toList();
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public @Nullable Row next() throws IOException {
        while (records.next()) {
            String text = records.text();
            if (records.isBroken()) {
                return Row.broken(records.line(), Characters.withoutEnd(text), OPEN_MARK);
            }
            List<@Nullable String> cells = cells();
            if (cells == null) {
                return Row.broken(records.line(), text, OPEN_MARK);
            }
            boolean empty = cells.stream().allMatch(cell -> cell == null || cell.isBlank());
            if (empty) {
                continue;
            }
            return row(cells, text);
        }
        return null;
    }

    private Row row(List<@Nullable String> cells, String text) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            if (cell == null) {
                continue;
            }
            if (i >= header.size()) {
                if (!cell.isBlank()) {
                    String mistake = "has %d cells, the header %d; put a cell that holds the separator \"%s\" into"
                            + " quotation marks";
                    return Row.broken(records.line(), text, mistake.formatted(cells.size(), header.size(), delimiter));
                }
            } else if (!header.get(i).isEmpty()) {
                members.put(header.get(i), cell);
            }
        }
        return Row.of(records.line(), text, members);
    }

    /** The cells of the record; null when it does not parse. */
    private @Nullable List<@Nullable String> cells() throws IOException {
        String text = records.text();
        if (text.indexOf('"') < 0) {
            return split(text, delimiter);
        }
        try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
            return parser.stream().findFirst().map(CSVRecord::toList).orElse(List.of());
        } catch (UncheckedIOException | IllegalStateException e) {
            return null;
        }
    }

    private static List<@Nullable String> split(String line, char delimiter) {
        List<@Nullable String> cells = new ArrayList<>();
        int from = 0;
        for (int to = line.indexOf(delimiter); to >= 0; to = line.indexOf(delimiter, from)) {
            cells.add(from == to ? null : line.substring(from, to));
            from = to + 1;
        }
        cells.add(from == line.length() ? null : line.substring(from));
        return cells;
    }
}
