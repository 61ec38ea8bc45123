package io.linklog.cli.exporting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.linkfile.TagCell;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The formats of an export; import reads each. The names are those of the option. */
enum ExportFormat {
    /** Only the targets, one a line. */
    urls {
        @Override
        String line(JsonNode link) {
            return link.path("longUrl").asText() + "\n";
        }
    },
    /** A header, then one record a link. */
    csv {
        @Override
        String head() throws IOException {
            return record(COLUMNS);
        }

        @Override
        String line(JsonNode link) throws IOException {
            List<String> cells = new ArrayList<>();
            for (String column : COLUMNS) {
                JsonNode value = link.path(column);
                if (column.equals("tags")) {
                    List<String> tags = new ArrayList<>();
                    value.forEach(tag -> tags.add(tag.asText()));
                    cells.add(TagCell.join(tags));
                } else if (value.isArray()) {
                    cells.add(value.isEmpty() ? "" : JSON.writeValueAsString(value));
                } else {
                    cells.add(value.isNull() ? "" : value.asText());
                }
            }
            return record(cells);
        }

        private String record(List<String> cells) throws IOException {
            StringWriter text = new StringWriter();
            try (CSVPrinter printer = new CSVPrinter(
                    text, CSVFormat.RFC4180.builder().setRecordSeparator('\n').get())) {
                printer.printRecord(cells);
            }
            return text.toString();
        }
    },
    /** The API's JSON, one link a line. */
    jsonl {
        @Override
        String line(JsonNode link) throws IOException {
            return JSON.writeValueAsString(link) + "\n";
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final List<String> COLUMNS = List.of(
            "shortCode",
            "longUrl",
            "title",
            "tags",
            "validSince",
            "validUntil",
            "maxVisits",
            "redirectStatus",
            "forwardQuery",
            "crawlable",
            "redirectRules",
            "domain",
            "description",
            "imageUrl",
            "hasPassword",
            "state",
            "dateCreated",
            "dateEdited",
            "shortUrl");

    /** The text before the first link. */
    String head() throws IOException {
        return "";
    }

    /** @param link in the API's JSON */
    abstract String line(JsonNode link) throws IOException;
}
