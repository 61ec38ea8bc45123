package io.linklog.cli.importing.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.linklog.cli.importing.report.LineResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the answer to a batch.
 *
 * @param line of the request; the first is 1
 * @param result null when the line must be sent again: its outcome is pending, or something was away
 */
record BatchAnswer(int line, @Nullable LineResult result) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty when the text is no answer, like the last line of a broken connection. */
    static Optional<BatchAnswer> parse(String text) {
        JsonNode node = json(text);
        int line = node.path("line").asInt();
        int status = node.path("status").asInt();
        return line < 1 || status < 100 ? Optional.empty() : Optional.of(new BatchAnswer(line, result(status, node)));
    }

    private static @Nullable LineResult result(int status, JsonNode node) {
        JsonNode link = node.path("link");
        if ((status == 200 || status == 201) && link.path("shortCode").isTextual()) {
            return new LineResult(
                    status == 201 ? LineResult.Kind.created : LineResult.Kind.found,
                    link.path("shortCode").textValue(),
                    link.path("shortUrl").textValue(),
                    null);
        }
        return isTemporary(status) || status < 400 ? null : LineResult.refused(reason(status, node.path("problem")));
    }

    /** Whether the same request may succeed later. */
    static boolean isTemporary(int status) {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /** The text of a problem+json, for people. */
    static String reason(int status, JsonNode problem) {
        String detail = problem.path("detail").asText("");
        return detail.isEmpty() ? problem.path("title").asText("status " + status) : detail;
    }

    /** A missing node when the text is no JSON. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}
