package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.options.Failure;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents: arrays of records, the pages of an API like {@code {"total": 2, "data": […]}}, one behind the other,
 * and single records. Only one record is in memory.
 */
final class JsonRows implements RowSource {

    /** Members that hold the records of a page: of Linklog, Kutt and Shlink; of Shlink; of Bitly, Short.io, YOURLS. */
    static final Set<String> OF_PAGES = Set.of("data", "shortUrls", "links", "result");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    /** The containers that the parser is in: true for one whose members are records. */
    private final Deque<Boolean> open = new ArrayDeque<>();

    private long number;

    JsonRows(Reader in) throws IOException {
        this.parser = JSON.createParser(in);
    }

    @Override
    public String unit() {
        return "entry";
    }

    @Override
    public @Nullable Row next() throws IOException {
        try {
            return read();
        } catch (JsonProcessingException e) {
            String message = "The file is not valid JSON from line %d on: %s. Mend it there and run the command again: "
                    + "it continues after the %d entries before.";
            throw new Failure(
                    2,
                    message.formatted(
                            e.getLocation() == null ? 1 : e.getLocation().getLineNr(), e.getOriginalMessage(), number),
                    e);
        }
    }

    private @Nullable Row read() throws IOException {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
                open.pop();
            } else if (token == JsonToken.START_ARRAY && !isInRecords()) {
                open.push(true);
            } else if (token == JsonToken.START_OBJECT) {
                Row row = recordOrPage();
                if (row != null) {
                    return row;
                }
            } else if (token == JsonToken.FIELD_NAME && !isInRecords()) {
                skipOrEnter(parser.currentName());
            } else if (token != JsonToken.FIELD_NAME) {
                JsonNode value = parser.readValueAsTree();
                number++;
                return Row.broken(number, value.toString(), "is no JSON object: {\"longUrl\": \"https://…\"}");
            }
        }
        return null;
    }

    private boolean isInRecords() {
        return Boolean.TRUE.equals(open.peek());
    }

    /** An object is a record, unless one of its members holds the records of a page; then there is no row yet. */
    private @Nullable Row recordOrPage() throws IOException {
        ObjectNode members = JSON.createObjectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (OF_PAGES.contains(name) && value.isStructStart()) {
                open.push(false);
                enter(value);
                return null;
            }
            members.set(name, parser.readValueAsTree());
        }
        number++;
        return Row.of(number, members.toString(), members);
    }

    /** In a page: records may come behind its counts, and its counts behind the records. */
    private void skipOrEnter(String name) throws IOException {
        JsonToken value = parser.nextToken();
        if (OF_PAGES.contains(name) && value.isStructStart()) {
            enter(value);
        } else {
            parser.skipChildren();
        }
    }

    /**
     * An array of records; an object of records, as YOURLS has it; or one more object around them, as Shlink has it.
     */
    private void enter(JsonToken value) throws IOException {
        boolean aroundRecords = value == JsonToken.START_OBJECT && "shortUrls".equals(parser.currentName());
        open.push(!aroundRecords);
    }
}
