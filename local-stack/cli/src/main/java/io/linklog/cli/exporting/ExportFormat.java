package io.linklog.cli.exporting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.linkfile.TagCell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

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

        private static String cell(JsonNode link, String column) throws JsonProcessingException {
            JsonNode value = link.path(column);
            if (column.equals("tags")) {
                List<String> tags = new ArrayList<>();
                value.forEach(tag -> tags.add(tag.asText()));
                return tags.isEmpty() ? NONE : CELL.format(TagCell.join(tags));
            }
            if (value.isArray()) {
                return value.isEmpty() ? NONE : CELL.format(JSON.writeValueAsString(value));
            }
            if (value.isNull() || value.isMissingNode()) {
                return NONE;
            }
            // two quotes are an empty text, which is not the same as none
            return value.asText().isEmpty() ? "\"\"" : CELL.format(value.asText());
        }

        @Override
        String line(JsonNode link) throws IOException {
            List<String> cells = new ArrayList<>();
            for (String column : COLUMNS) {
                cells.add(cell(link, column));
            }
            return record(cells);
        }

        private static String record(List<String> cells) {
            return String.join(",", cells) + "\n";
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

    private static final CSVFormat CELL = CSVFormat.RFC4180;
    private static final String NONE = "";

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
            "baseVisits",
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
