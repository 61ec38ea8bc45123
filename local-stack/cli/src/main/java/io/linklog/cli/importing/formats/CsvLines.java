package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** CSV (RFC 4180) with a header that names the columns in any order and case. {@link TagCell} separates tags. */
final class CsvLines implements LinkSource {

    /**
     * Bytes, roughly, because readers read ahead: an open quotation mark would load the rest of the file into memory.
     */
    private static final int LONGEST_RECORD = 1 << 20;

    private static final ObjectMapper RULES = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, Boolean> FLAGS =
            Map.of("true", true, "yes", true, "1", true, "false", false, "no", false, "0", false);

    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final LinkFields fields;
    /** The field of each column; null for a column that is ignored. */
    private final List<@Nullable String> columns = new ArrayList<>();

    private int recordBytes;

    /** @throws Failure when the header does not name known columns, longUrl among them */
    CsvLines(BufferedInputStream in, LinkFields fields) throws IOException {
        this.fields = fields;
        InputStream bounded = new FilterInputStream(in) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (recordBytes > LONGEST_RECORD) {
                    throw new IOException("a record has more than " + LONGEST_RECORD + " bytes");
                }
                int read = super.read(into, offset, length);
                recordBytes += Math.max(0, read);
                return read;
            }
        };
        this.parser = CSVParser.parse(
                new InputStreamReader(bounded, StandardCharsets.UTF_8),
                CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get());
        this.records = parser.iterator();
        CSVRecord header = nextRecord();
        if (header != null) {
            header.forEach(cell -> columns.add(column(cell.strip())));
            if (!columns.contains("longUrl")) {
                throw new Failure(2, "The first line must name the columns, and longUrl must be one of them.", null);
            }
        }
    }

    private @Nullable String column(String name) {
        String field = Stream.concat(LinkFields.TYPES.keySet().stream(), LinkFields.OF_EXPORT.stream())
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(null);
        if (field == null && !fields.ignoreUnknown()) {
            String known = String.join(", ", LinkFields.TYPES.keySet());
            String message = "The header has the unknown column \"%s\"; known columns are %s. "
                    + "--ignore-unknown passes over the others.";
            throw new Failure(2, message.formatted(name, known), null);
        }
        if (field != null && columns.contains(field)) {
            throw new Failure(2, "The header names the column " + field + " twice.", null);
        }
        return field;
    }

    @Override
    public @Nullable SourceLine next() {
        long line = parser.getCurrentLineNumber() + 1;
        CSVRecord csv = nextRecord();
        if (csv == null) {
            return null;
        }
        String input = String.join(",", csv.values());
        if (csv.size() > columns.size()) {
            return SourceLine.refused(line, input, "has " + csv.size() + " cells, the header " + columns.size());
        }
        ObjectNode object = JSON.objectNode();
        for (int i = 0; i < csv.size(); i++) {
            String field = columns.get(i);
            if (field != null) {
                // a title keeps the space around it; elsewhere a spreadsheet has put it there
                String text = field.equals("title") ? csv.get(i) : csv.get(i).strip();
                if (!text.isEmpty()) {
                    object.set(field, value(text, LinkFields.TYPES.get(field)));
                }
            }
        }
        return fields.line(line, input, object);
    }

    private @Nullable CSVRecord nextRecord() {
        recordBytes = 0;
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String message = "The file cannot be understood from the record near line %d on: %s. "
                    + "Is a quotation mark left open there?";
            throw new Failure(2, message.formatted(parser.getCurrentLineNumber(), cause.getMessage()), e);
        }
    }

    /** A text that is no value of the type stays a text, which is refused later. */
    private static JsonNode value(String text, LinkFields.@Nullable Type type) {
        Boolean flag = FLAGS.get(text.toLowerCase(Locale.ROOT));
        if (type == LinkFields.Type.FLAG && flag != null) {
            return JSON.booleanNode(flag);
        }
        if (type == LinkFields.Type.NUMBER && text.matches("[+-]?\\d{1,18}")) {
            return JSON.numberNode(Long.parseLong(text));
        }
        if (type == LinkFields.Type.TEXTS) {
            ArrayNode tags = JSON.arrayNode();
            TagCell.split(text).forEach(tags::add);
            return tags;
        }
        if (type == LinkFields.Type.RULES) {
            try {
                return RULES.readTree(text);
            } catch (JsonProcessingException e) {
                return JSON.textNode(text);
            }
        }
        return JSON.textNode(text);
    }
}
