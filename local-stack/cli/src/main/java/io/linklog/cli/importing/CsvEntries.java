package io.linklog.cli.importing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.Failure;
import io.linklog.cli.TagCell;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * CSV as RFC 4180 has it, with a header that names the columns, in whatever order and case. Tags are separated as
 * {@link TagCell} says.
 *
 * <p>The parser is given the bytes as Latin-1, in which every byte is a character, and each cell is then decoded as
 * UTF-8 by itself: so one bad byte refuses one record and not the rest of the file.
 */
final class CsvEntries implements Entries {

    private static final Map<String, String> COLUMNS = Stream.concat(
                    Members.OF_A_LINK.stream(), Members.OF_AN_EXPORT.stream())
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), name -> name));
    private static final Set<String> NUMBERS = Set.of("maxVisits", "redirectStatus");
    private static final Set<String> FLAGS = Set.of("findIfExists", "forwardQuery", "crawlable");
    private static final Set<String> YES = Set.of("true", "yes", "1");
    private static final Set<String> NO = Set.of("false", "no", "0");

    private final BoundedStream bounded;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final Members members;
    /** The member of each column; null for one that is ignored. */
    private final List<@Nullable String> columns;

    CsvEntries(InputStream in, Members members) throws IOException {
        this.bounded = new BoundedStream(in);
        this.parser = CSVParser.parse(
                new InputStreamReader(bounded, StandardCharsets.ISO_8859_1),
                CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get());
        this.records = parser.iterator();
        this.members = members;
        this.columns = columns();
    }

    private List<@Nullable String> columns() {
        CSVRecord header = nextRecord();
        List<@Nullable String> names = new ArrayList<>();
        if (header == null) {
            return names;
        }
        for (String cell : header) {
            String name = utf8(cell).orElse(cell).strip();
            String known = COLUMNS.get(name.toLowerCase(Locale.ROOT));
            if (known == null && !members.ignoreUnknown()) {
                throw new Failure(
                        2,
                        "The header names the column \"" + name + "\", which means nothing here; known are "
                                + String.join(", ", Members.OF_A_LINK)
                                + ". With --ignore-unknown it is left out.",
                        null);
            }
            if (known != null && names.contains(known)) {
                throw new Failure(2, "The header names the column " + known + " twice.", null);
            }
            names.add(known);
        }
        if (!names.contains("longUrl")) {
            throw new Failure(2, "The first line must name the columns, longUrl among them.", null);
        }
        return names;
    }

    @Override
    public @Nullable Entry next() {
        long line = parser.getCurrentLineNumber() + 1;
        CSVRecord csv = nextRecord();
        if (csv == null) {
            return null;
        }
        String shown = Utf8.shown(String.join(",", csv.values()).getBytes(StandardCharsets.ISO_8859_1));
        try {
            ObjectNode object = object(csv);
            if (Members.isDeleted(object)) {
                return Entry.skipped(line, shown, "was deleted when it was exported");
            }
            return Entry.of(line, shown, members.read(object));
        } catch (RefusedLineException e) {
            return Entry.refused(line, shown, e.getMessage());
        }
    }

    private @Nullable CSVRecord nextRecord() {
        bounded.recordBegins();
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String what = cause instanceof CSVException || cause instanceof TooLongException
                    ? cause.getMessage()
                    : "reading failed: " + cause;
            throw new Failure(
                    2,
                    "From the record near line " + parser.getCurrentLineNumber() + " on the file cannot be understood: "
                            + what + ". Is a quotation mark left open there?",
                    e);
        }
    }

    private ObjectNode object(CSVRecord csv) throws RefusedLineException {
        if (csv.size() > columns.size()) {
            throw new RefusedLineException("has " + csv.size() + " cells, the header " + columns.size());
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < csv.size(); i++) {
            String name = columns.get(i);
            if (name == null || csv.get(i).isEmpty()) {
                continue;
            }
            String cell = utf8(csv.get(i)).orElseThrow(() -> new RefusedLineException("is not valid UTF-8"));
            // space around a title is the title's; around anything else it is the spreadsheet's
            String meant = name.equals("title") ? cell : cell.strip();
            if (!meant.isEmpty()) {
                put(object, name, meant);
            }
        }
        return object;
    }

    private static void put(ObjectNode object, String name, String cell) throws RefusedLineException {
        if (name.equals("tags")) {
            var tags = object.putArray(name);
            TagCell.split(cell).forEach(tags::add);
        } else if (NUMBERS.contains(name)) {
            try {
                object.put(name, Long.parseLong(cell));
            } catch (NumberFormatException e) {
                throw new RefusedLineException(name + " must be a whole number, not \"" + cell + "\"");
            }
        } else if (FLAGS.contains(name)) {
            String flag = cell.toLowerCase(Locale.ROOT);
            if (!YES.contains(flag) && !NO.contains(flag)) {
                throw new RefusedLineException(name + " must be true or false, not \"" + cell + "\"");
            }
            object.put(name, YES.contains(flag));
        } else {
            object.put(name, cell);
        }
    }

    private static Optional<String> utf8(String latin1) {
        return Utf8.decode(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1;

        TooLongException() {
            super("a record has more than " + BoundedStream.MOST + " bytes");
        }
    }

    /**
     * Fails when one record takes too many bytes: an open quotation mark would take the rest of the file into memory.
     */
    private static final class BoundedStream extends FilterInputStream {
        // readers on top read ahead; the bound is rough and only has to be one
        private static final int MOST = 1 << 20;
        private int sinceRecord;

        BoundedStream(InputStream in) {
            super(in);
        }

        void recordBegins() {
            sinceRecord = 0;
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException("readers read arrays");
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (sinceRecord > MOST) {
                throw new TooLongException();
            }
            int read = super.read(into, offset, length);
            sinceRecord += Math.max(0, read);
            return read;
        }
    }
}
