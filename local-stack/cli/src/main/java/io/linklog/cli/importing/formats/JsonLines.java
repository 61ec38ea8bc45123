package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, with the members of the API. */
final class JsonLines extends TextLines {

    private final LinkFields fields;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    JsonLines(BufferedInputStream in, LinkFields fields) {
        super(in);
        this.fields = fields;
    }

    static boolean begins(String firstLine) {
        return firstLine.startsWith("{");
    }

    @Override
    @Nullable
    SourceLine read(long number, String text, String shown) throws RefusedLineException {
        if (text.isBlank()) {
            return null;
        }
        try {
            if (json.readTree(text) instanceof ObjectNode object) {
                return fields.line(number, shown, object);
            }
            throw new RefusedLineException("is no JSON object: {\"longUrl\": \"https://…\"}");
        } catch (JsonProcessingException e) {
            throw new RefusedLineException("is not valid JSON: " + e.getOriginalMessage());
        }
    }
}
