package io.linklog.cli.abuse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.cli.keys.CallerKey;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.HttpAddress;
import io.linklog.cli.options.StackOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls of the API by an admin, with the options that name the service. */
final class AdminCall {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}",
            description =
                    "Address of Linklog (default: LINKLOG_PUBLIC_URL, else http://localhost:8080). Another machine than this"
                            + " one needs a key in LINKLOG_KEY.")
    private String url = "";

    @Mixin
    private StackOptions stack = new StackOptions();

    /**
     * Makes a call. A repeat is harmless.
     *
     * @param path with its query
     * @param body JSON; empty for none
     * @return the JSON of the answer; a missing node if it has none
     * @throws Failure when it is not done
     */
    JsonNode call(String method, String path, String body) throws InterruptedException {
        URI service = HttpAddress.parse("--url", url);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(service + path)).timeout(DEADLINE);
        CallerKey.find(System.getenv(), stack.folder()).addTo(request, service);
        if (body.isEmpty()) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<byte[]> answer;
        try {
            answer = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(DEADLINE)
                    .build()
                    .send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new Failure(
                    service + " does not answer: " + e + ". It may have done what was asked; a repeat is harmless.", e);
        }
        if (answer.statusCode() == 202) {
            throw new Failure(
                    "It is written and not decided yet; run the command again to see what became of it.", null);
        }
        if (answer.statusCode() / 100 != 2) {
            throw new Failure(service + " answers " + answer.statusCode() + detail(answer.body()), null);
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new Failure(service + " does not answer like Linklog; name another address with --url.", e);
        }
    }

    private static String detail(byte[] body) {
        try {
            JsonNode detail = JSON.readTree(body).path("detail");
            return detail.isTextual() ? ": " + detail.asText() : ". Is it Linklog's address? Name another with --url.";
        } catch (JsonProcessingException e) {
            return ". It does not answer like Linklog; name another address with --url.";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e); // not from bytes in memory
        }
    }
}
