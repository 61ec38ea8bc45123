package io.linklog.cli.importing.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** JSON objects, one a line: one bad line refuses no other. */
final class JsonLineRows implements RowSource {

    /** Characters of the largest request body that the service takes. */
    static final int LONGEST_LINE = 64 * 1024;

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Characters in;

    JsonLineRows(Characters in) {
        this.in = in;
    }

    @Override
    public @Nullable Row next() throws IOException {
        for (String read = in.readLine(LONGEST_LINE); read != null; read = in.readLine(LONGEST_LINE)) {
            if (!read.isBlank()) {
                return row(Characters.withoutEnd(read));
            }
        }
        return null;
    }

    private Row row(String line) {
        if (line.length() > LONGEST_LINE) {
            return Row.broken(in.line(), line, "has more than " + LONGEST_LINE + " characters");
        }
        try {
            JsonNode node = JSON.readTree(line);
            return node instanceof ObjectNode object
                    ? Row.of(in.line(), line.strip(), object)
                    : Row.broken(in.line(), line, "is no JSON object: {\"longUrl\": \"https://…\"}");
        } catch (JsonProcessingException e) {
            return Row.broken(in.line(), line, "is not valid JSON: " + e.getOriginalMessage());
        }
    }
}
