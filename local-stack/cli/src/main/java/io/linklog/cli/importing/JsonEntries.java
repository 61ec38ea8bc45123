package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line, with the members of the API. */
final class JsonEntries implements Entries {

    private final LineReader lines;
    private final Members members;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    JsonEntries(InputStream in, Members members) {
        this.lines = new LineReader(in, LONGEST_LINE);
        this.members = members;
    }

    @Override
    public @Nullable Entry next() throws IOException {
        while (lines.next()) {
            byte[] bytes = lines.bytes();
            if (lines.isTooLong()) {
                return Entry.refused(lines.number(), Utf8.shown(bytes), "has more than " + LONGEST_LINE + " bytes");
            }
            Optional<String> text = Utf8.decode(bytes);
            if (text.isEmpty()) {
                return Entry.refused(lines.number(), Utf8.shown(bytes), "is not valid UTF-8");
            }
            if (!text.get().isBlank()) {
                return entry(text.get());
            }
        }
        return null;
    }

    private Entry entry(String text) {
        String shown = Utf8.shortened(text);
        try {
            JsonNode node = json.readTree(text);
            if (!(node instanceof ObjectNode object)) {
                return Entry.refused(lines.number(), shown, "is no JSON object: {\"longUrl\": \"https://…\"}");
            }
            if (Members.isDeleted(object)) {
                return Entry.skipped(lines.number(), shown, "was deleted when it was exported");
            }
            return Entry.of(lines.number(), shown, members.read(object));
        } catch (JsonProcessingException e) {
            return Entry.refused(lines.number(), shown, "is not valid JSON: " + e.getOriginalMessage());
        } catch (RefusedLineException e) {
            return Entry.refused(lines.number(), shown, e.getMessage());
        }
    }
}
