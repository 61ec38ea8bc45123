package io.linklog.cli.traces;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The process between our services, which send OTLP, and Zipkin, which does not accept it: Zipkin's OTLP module is not
 * on Maven Central. The bridge stores nothing. When Zipkin refuses spans, the sender gets an error.
 */
public final class ZipkinBridge {

    private static final Duration DEADLINE = Duration.ofSeconds(4);

    private ZipkinBridge() {}

    /** @param args the port for OTLP, and Zipkin's address */
    public static void main(String[] args) throws Exception {
        URI spans = URI.create(args[1] + "/api/v2/spans");
        HttpClient http = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
        ZipkinSpans translation = new ZipkinSpans();
        try (OtlpReceiver receiver = new OtlpReceiver(
                Integer.parseInt(args[0]),
                received -> post(http, spans, translation.of(received).toString()))) {
            System.out.println("Receiving OTLP at " + receiver.endpoint() + " for " + spans);
            new CountDownLatch(1).await(); // until a kill
        }
    }

    private static void post(HttpClient http, URI to, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(to)
                .timeout(DEADLINE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 202) {
                throw new IOException("Zipkin answers " + answer.statusCode() + ": " + answer.body());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
