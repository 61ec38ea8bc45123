package io.linklog.cli.importing.formats;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Formats in which each line of text stands for itself: one bad line refuses no other. */
final class TextLines implements LinkSource {

    /** Bytes of the largest request body that the service takes. */
    private static final int LONGEST_LINE = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final BufferedInputStream in;
    private final LinkFields fields;
    private final Syntax syntax;
    private long number;

    /** Reads the fields of one line, without its end; null for a line that is passed over. */
    @FunctionalInterface
    interface Syntax {
        @Nullable
        JsonNode read(String line) throws JsonProcessingException;
    }

    TextLines(BufferedInputStream in, LinkFields fields, Syntax syntax) {
        this.in = in;
        this.fields = fields;
        this.syntax = syntax;
    }

    /** One URL. Blank lines and lines that begin with # are passed over; space around a URL is dropped. */
    static @Nullable JsonNode url(String line) {
        String url = line.strip();
        return url.isEmpty() || url.startsWith("#")
                ? null
                : JsonNodeFactory.instance.objectNode().put("longUrl", url);
    }

    /** One JSON object, with the members of the API. Blank lines are passed over. */
    static @Nullable JsonNode json(String line) throws JsonProcessingException {
        return line.isBlank() ? null : JSON.readTree(line);
    }

    @Override
    public @Nullable SourceLine next() throws IOException {
        for (int first = in.read(); first >= 0; first = in.read()) {
            number++;
            SourceLine line = read(nextLine(first));
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    private @Nullable SourceLine read(ByteArrayOutputStream bytes) {
        String text = bytes.toString(StandardCharsets.UTF_8).replaceFirst("\\r$", "");
        if (bytes.size() > LONGEST_LINE) {
            return SourceLine.refused(number, text, "has more than " + LONGEST_LINE + " bytes");
        }
        try {
            JsonNode line = syntax.read(text);
            if (line instanceof ObjectNode object) {
                return fields.line(number, text.strip(), object);
            }
            String reason = "is no JSON object: {\"longUrl\": \"https://…\"}";
            return line == null ? null : SourceLine.refused(number, text, reason);
        } catch (JsonProcessingException e) {
            return SourceLine.refused(number, text, "is not valid JSON: " + e.getOriginalMessage());
        }
    }

    /** The bytes of a line without its end; of a line that is too long, one byte more than is allowed. */
    private ByteArrayOutputStream nextLine(int first) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int next = first; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= LONGEST_LINE) {
                line.write(next);
            }
        }
        return line;
    }
}
