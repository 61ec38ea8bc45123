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
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One call of the API about one link, with the options that name both. */
final class LinkCall {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Parameters(paramLabel = "CODE", description = "The link: the path of its short URL.")
    private String code = "";

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}",
            description = "Address of Linklog (default: LINKLOG_PUBLIC_URL, else http://localhost:8080).")
    private String url = "";

    @Mixin
    private StackOptions stack = new StackOptions();

    String code() {
        return code;
    }

    /**
     * Posts to a path below the link. A repeat is harmless.
     *
     * @param body JSON; empty for none
     * @throws Failure when it is not done
     */
    void post(String action, String body) throws InterruptedException {
        URI service = HttpAddress.parse("--url", url);
        URI uri = URI.create(service + "/api/v1/links/" + URLEncoder.encode(code, StandardCharsets.UTF_8) + action);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(DEADLINE);
        CallerKey.find(System.getenv(), stack.folder()).addTo(request, service);
        if (body.isEmpty()) {
            request.POST(HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
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
