package io.linklog.acceptance.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;

/** Sends batches and parses their results. */
public final class Batches {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Batches() {}

    /** @param lines of JSON, each ended by a line feed */
    public static Answer send(Api api, String lines, String... headers) {
        String[] more = java.util.Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = "Content-Type";
        more[headers.length + 1] = "application/x-ndjson";
        return api.send("POST", Api.LINKS + "/batch", BodyPublishers.ofString(lines), more)
                .is(200);
    }

    public static List<JsonNode> results(Answer answer) {
        return lines(answer.text());
    }

    /** Parses JSON lines. */
    public static List<JsonNode> lines(String text) {
        List<JsonNode> results = new ArrayList<>();
        text.lines().filter(line -> !line.isBlank()).forEach(line -> {
            try {
                results.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new AssertionError("No line of JSON: " + line, e);
            }
        });
        return results;
    }

    /** The codes that a batch created; fails if a line was refused. */
    public static List<String> codes(Answer answer) {
        List<String> codes = new ArrayList<>();
        for (JsonNode result : results(answer)) {
            if (result.path("status").asInt() != 201) {
                throw new AssertionError("Line refused: " + result);
            }
            codes.add(result.path("link").path("shortCode").asText());
        }
        return codes;
    }
}
