package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the answer to a batch.
 *
 * @param line of the request, the first is 1
 * @param result null when the line is to be sent again: the outcome is pending, or something was away
 */
record BatchAnswer(int line, @Nullable Result result) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty when the text is no such line, as the last of an answer that broke off may be. */
    static Optional<BatchAnswer> parse(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            int line = node.path("line").asInt();
            int status = node.path("status").asInt();
            return line < 1 || status < 100
                    ? Optional.empty()
                    : Optional.of(new BatchAnswer(line, result(status, node)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Result result(int status, JsonNode node) {
        JsonNode link = node.path("link");
        if ((status == 200 || status == 201) && link.path("shortCode").isTextual()) {
            return new Result(
                    status == 201 ? Result.Kind.created : Result.Kind.found,
                    link.path("shortCode").textValue(),
                    link.path("shortUrl").textValue(),
                    null);
        }
        return isTemporary(status) || status < 400 ? null : Result.refused(reason(status, node.path("problem")));
    }

    /** Whether the same request may succeed later. */
    static boolean isTemporary(int status) {
        return status >= 500 || status == 408 || status == 425 || status == 429;
    }

    /** What a problem+json says, for people. */
    static String reason(int status, JsonNode problem) {
        String detail = problem.path("detail").asText("");
        String title = problem.path("title").asText("status " + status);
        return detail.isEmpty() ? title : detail;
    }
}
