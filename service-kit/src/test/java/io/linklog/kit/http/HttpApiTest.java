package io.linklog.kit.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.mesh.http.MeshHttpClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpApiTest {

    private final ObjectMapper json = Json.mapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpApi api;

    @BeforeEach
    void start() {
        api = HttpApi.start(0, json, config -> {
            Addressee.check(config.routes, "known", "known-1");
            config.routes.get("/known", ctx -> ctx.result("here"));
            config.routes.post("/body", ctx -> ctx.result(ctx.body()));
            config.routes.post("/refused", ctx -> HttpApi.answer(ctx, HttpApi.bodyTooLarge()));
            config.routes.get("/away", ctx -> {
                throw new ProblemException(Problem.unavailable("Kafka is away").with("hint", 7));
            });
            config.routes.get("/bug", ctx -> {
                throw new IllegalStateException("secret detail");
            });
        });
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void every_error_is_problem_json_that_says_what_to_do() throws Exception {
        problem(request("/unknown"), 404, "urn:linklog:problem:not-found");
        problem(request("/known").method("DELETE", none()), 405, "urn:linklog:problem:method-not-allowed");
        problem(request("/bug"), 500, "urn:linklog:problem:internal");
        problem(
                request("/body").POST(HttpRequest.BodyPublishers.ofByteArray(new byte[HttpApi.LARGEST_BODY_BYTES + 1])),
                413,
                "urn:linklog:problem:body-too-large");
    }

    @Test
    void a_caller_who_goes_on_sending_after_a_refusal_still_gets_the_answer() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST /refused HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n".getBytes(US_ASCII));
            await().until(() -> socket.getInputStream().available() > 0);
            for (int i = 0; i < 50; i++) {
                // a connection that was reset fails here at the second write at the latest
                out.write(new byte[10_000]);
                out.flush();
            }
            BufferedReader answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void who_means_another_instance_is_told_so_and_nothing_is_done() throws Exception {
        HttpResponse<String> answer = send(request("/known").header(MeshHttpClient.TO, "other/other-1"));
        problem(request("/known").header(MeshHttpClient.TO, "known/known-2"), 421, "urn:linklog:problem:misdirected");
        assertThat(answer.body()).contains("known/known-1");
        assertThat(send(request("/known").header(MeshHttpClient.TO, "known/known-1"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void unavailable_says_when_to_come_back() throws Exception {
        HttpResponse<String> answer = send(request("/away"));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        JsonNode body = json.readTree(answer.body());
        assertThat(body.path("detail").asText()).isEqualTo("Kafka is away");
        assertThat(body.path("hint").asInt()).isEqualTo(7);
    }

    @Test
    void a_fault_of_ours_shows_nothing_of_its_inside() throws Exception {
        assertThat(send(request("/bug")).body()).doesNotContain("secret");
    }

    private void problem(HttpRequest.Builder request, int status, String type) throws Exception {
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith(Problem.MEDIA_TYPE);
        JsonNode body = json.readTree(answer.body());
        assertThat(body.path("type").asText()).isEqualTo(type);
        assertThat(body.path("status").asInt()).isEqualTo(status);
        assertThat(body.path("title").asText()).isNotBlank();
        assertThat(body.path("detail").asText()).isNotBlank();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + path));
    }

    private static HttpRequest.BodyPublisher none() {
        return HttpRequest.BodyPublishers.noBody();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
