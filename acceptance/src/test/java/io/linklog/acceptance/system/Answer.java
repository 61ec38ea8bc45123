package io.linklog.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** The answer to one request. */
public record Answer(String request, int status, HttpHeaders headers, byte[] body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public Answer {
        Secrets.note(body);
    }

    public static Answer of(HttpResponse<byte[]> response) {
        return new Answer(
                response.request().method() + " " + response.request().uri(),
                response.statusCode(),
                response.headers(),
                response.body());
    }

    /** Fails unless the status is this one. The failure shows the body. */
    public Answer is(int expected) {
        assertThat(status).as("%s answered %s", request, this).isEqualTo(expected);
        return this;
    }

    /** Fails unless this is a complete RFC 9457 problem with this status. */
    public Answer isProblem(int expected) {
        is(expected);
        assertThat(header("Content-Type"))
                .as("content type of %s: %s", request, this)
                .startsWith("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.path("status").asInt()).as("status in %s", this).isEqualTo(expected);
        for (String member : new String[] {"type", "title", "detail"}) {
            assertThat(problem.path(member).asText())
                    .as("%s in %s", member, this)
                    .isNotBlank();
        }
        return this;
    }

    /** The value of a header; "" if it is missing. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(request + " did not answer JSON: " + this, e);
        }
    }

    /** A member of the JSON body as text; "" if it is missing. */
    public String member(String name) {
        return json().path(name).asText();
    }

    @Override
    public String toString() {
        String text = text();
        return status + " " + (text.length() > 600 ? text.substring(0, 600) + "…" : text);
    }
}
