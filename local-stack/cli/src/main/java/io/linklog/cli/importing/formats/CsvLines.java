package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.linkfile.TagCell;
import io.linklog.cli.options.Failure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) with a header that names the columns in any order and case. {@link TagCell} separates tags.
 *
 * <p>The parser gets the bytes as Latin-1, in which each byte is one character. Each cell is then decoded as UTF-8 on
 * its own. So one bad byte refuses one record, not the rest of the file.
 */
final class CsvLines implements LinkSource {

    private static final Map<String, String> COLUMNS = Stream.concat(
                    LinkFields.OF_LINK.stream(), LinkFields.OF_EXPORT.stream())
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), name -> name));
    private static final Set<String> NUMBERS = Set.of("maxVisits", "redirectStatus");
    private static final Set<String> FLAGS = Set.of("findIfExists", "forwardQuery", "crawlable");
    private static final Set<String> YES = Set.of("true", "yes", "1");
    private static final Set<String> NO = Set.of("false", "no", "0");

    private final BoundedStream bounded;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final LinkFields fields;
    /** The field of each column; null for a column that is ignored. */
    private final List<@Nullable String> columns = new ArrayList<>();

    CsvLines(BufferedInputStream in, LinkFields fields) throws IOException {
        this.bounded = new BoundedStream(in);
        this.parser = CSVParser.parse(
                new InputStreamReader(bounded, StandardCharsets.ISO_8859_1),
                CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get());
        this.records = parser.iterator();
        this.fields = fields;
        CSVRecord header = nextRecord();
        if (header != null) {
            readHeader(header);
        }
    }

    static boolean begins(String firstLine) {
        return Arrays.stream(firstLine.split(",", -1))
                .map(cell -> cell.replace("\"", "").strip())
                .anyMatch("longUrl"::equalsIgnoreCase);
    }

    private void readHeader(CSVRecord header) {
        for (String cell : header) {
            String name = Utf8.shown(latin1(cell)).strip();
            String field = COLUMNS.get(name.toLowerCase(Locale.ROOT));
            if (field == null && !fields.ignoreUnknown()) {
                throw new Failure(
                        2,
                        "The header has the unknown column \"" + name + "\"; known columns are "
                                + String.join(", ", LinkFields.OF_LINK) + ". --ignore-unknown passes over the others.",
                        null);
            }
            if (field != null && columns.contains(field)) {
                throw new Failure(2, "The header names the column " + field + " twice.", null);
            }
            columns.add(field);
        }
        if (!columns.contains("longUrl")) {
            throw new Failure(2, "The first line must name the columns, and longUrl must be one of them.", null);
        }
    }

    @Override
    public @Nullable SourceLine next() {
        long line = parser.getCurrentLineNumber() + 1;
        CSVRecord csv = nextRecord();
        if (csv == null) {
            return null;
        }
        String shown = Utf8.shown(latin1(String.join(",", csv.values())));
        try {
            return fields.line(line, shown, object(csv));
        } catch (RefusedLineException e) {
            return SourceLine.refused(line, shown, e.reason());
        }
    }

    private @Nullable CSVRecord nextRecord() {
        bounded.beginRecord();
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Failure(
                    2,
                    "The file cannot be understood from the record near line " + parser.getCurrentLineNumber() + " on: "
                            + cause.getMessage() + ". Is a quotation mark left open there?",
                    e);
        }
    }

    private ObjectNode object(CSVRecord csv) throws RefusedLineException {
        if (csv.size() > columns.size()) {
            throw new RefusedLineException("has " + csv.size() + " cells, the header " + columns.size());
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < csv.size(); i++) {
            String field = columns.get(i);
            if (field == null || csv.get(i).isEmpty()) {
                continue;
            }
            String cell = Utf8.decode(latin1(csv.get(i)));
            // a title keeps the space around it; elsewhere a spreadsheet has put it there
            String value = field.equals("title") ? cell : cell.strip();
            if (!value.isEmpty()) {
                put(object, field, value);
            }
        }
        return object;
    }

    private static void put(ObjectNode object, String field, String value) throws RefusedLineException {
        if (field.equals("tags")) {
            TagCell.split(value).forEach(object.putArray(field)::add);
        } else if (NUMBERS.contains(field)) {
            try {
                object.put(field, Long.parseLong(value));
            } catch (NumberFormatException e) {
                throw new RefusedLineException(field + " must be a whole number, not \"" + value + "\"");
            }
        } else if (FLAGS.contains(field)) {
            String flag = value.toLowerCase(Locale.ROOT);
            if (!YES.contains(flag) && !NO.contains(flag)) {
                throw new RefusedLineException(field + " must be true or false, not \"" + value + "\"");
            }
            object.put(field, YES.contains(flag));
        } else {
            object.put(field, value);
        }
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Fails when one record is too long: an open quotation mark would load the rest of the file into memory. */
    private static final class BoundedStream extends FilterInputStream {
        /** A rough bound, because readers read ahead. */
        private static final int LONGEST_RECORD = 1 << 20;

        private int bytes;

        BoundedStream(InputStream in) {
            super(in);
        }

        void beginRecord() {
            bytes = 0;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (bytes > LONGEST_RECORD) {
                throw new IOException("a record has more than " + LONGEST_RECORD + " bytes");
            }
            int read = super.read(into, offset, length);
            bytes += Math.max(0, read);
            return read;
        }
    }
}
