package io.linklog.bench.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.bench.load.HttpLoad;
import io.linklog.bench.load.LongUrlSet;
import io.linklog.bench.load.Pace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The harness's client of the HTTP API. */
public final class LinksApi {

    private static final Duration BATCH = Duration.ofMinutes(5);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress commandService;
    private final InetSocketAddress queryService;

    public LinksApi(InetSocketAddress commandService, InetSocketAddress queryService) {
        this.commandService = commandService;
        this.queryService = queryService;
    }

    /**
     * The result of a batch.
     *
     * @param targets the URL by code
     * @param refused the result lines without a link
     * @param nanos until the last line of the answer
     */
    public record Created(Map<String, String> targets, List<String> refused, long nanos) {}

    /**
     * Creates a link for each URL with one batch request, streamed in both directions.
     *
     * @param run the prefix of each line's idempotency key; an import sends keys too, which cost the topology one more
     *     store
     */
    public Created createAll(List<String> urls, String run) throws IOException, InterruptedException {
        return createAll(urls, run, Map.of());
    }

    /**
     * As {@link #createAll(List, String)}.
     *
     * @param more members of each link
     */
    public Created createAll(List<String> urls, String run, Map<String, Object> more)
            throws IOException, InterruptedException {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < urls.size(); i++) {
            Map<String, Object> line = new LinkedHashMap<>(more);
            line.put("longUrl", urls.get(i));
            line.put("idempotencyKey", run + "-" + i);
            body.append(json.writeValueAsString(line)).append('\n');
        }
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/links/batch"))
                .timeout(BATCH)
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        List<String> lines = new ArrayList<>(urls.size());
        long begin = System.nanoTime();
        HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> answers = response.body()) {
            answers.forEach(lines::add);
        }
        long nanos = System.nanoTime() - begin;
        if (response.statusCode() != 200) {
            throw new IOException("The batch was answered " + response.statusCode() + ": " + lines);
        }
        return toCreated(lines, nanos);
    }

    /**
     * Creates links and follows each once, after which query-service has cached all of them.
     *
     * @return the URL by code
     */
    public Map<String, String> createInMemory(int count, String run) throws IOException, InterruptedException {
        Created created = createAll(LongUrlSet.generate(count), run);
        Map<String, String> targets = created.targets();
        if (targets.size() != count) {
            throw new IllegalStateException("Only " + targets.size() + " codes for " + count
                    + " links; lines without a link: " + created.refused());
        }
        Map<String, String> wrong = wrongRedirects(targets);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(wrong.size() + " wrong redirects: " + wrong);
        }
        return targets;
    }

    /**
     * Creates a link with a maximum number of visits.
     *
     * @return its code
     */
    public String createLimited(String url, long maxVisits) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/api/v1/links"))
                .timeout(BATCH)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        json.writeValueAsString(Map.of("longUrl", url, "maxVisits", maxVisits))))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException("A create was answered " + answer.statusCode() + ": " + answer.body());
        }
        return json.readTree(answer.body()).path("shortCode").asText();
    }

    /** Parses the answer after the measurement, because parsing is the client's work. */
    private Created toCreated(List<String> lines, long nanos) throws JsonProcessingException {
        Map<String, String> targets = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        for (String line : lines) {
            JsonNode answer = json.readTree(line);
            JsonNode code = answer.findValue("shortCode");
            JsonNode url = answer.findValue("longUrl");
            if (code == null || url == null) {
                refused.add(line);
            } else {
                targets.put(code.asText(), url.asText());
            }
        }
        return new Created(targets, refused, nanos);
    }

    /**
     * Follows every code once.
     *
     * @return the codes that did not redirect to exactly their URL, with a description
     */
    public Map<String, String> wrongRedirects(Map<String, String> targets) throws IOException, InterruptedException {
        List<Map.Entry<String, String>> links = List.copyOf(targets.entrySet());
        Map<String, String> wrong = new LinkedHashMap<>(); // written by the reader thread only, read after it has ended
        try (HttpLoad client = new HttpLoad(queryService, 16)) {
            client.run(links.size(), Pace.none(), i -> get(links.get(i).getKey()), (i, answer) -> {
                String code = links.get(i).getKey();
                String target = links.get(i).getValue();
                String location = String.valueOf(answer.header("location"));
                if (answer.status() != 302 || !location.equals(onTheWire(target))) {
                    wrong.put(code, answer.status() + " " + location + " instead of " + target);
                }
            });
        }
        return wrong;
    }

    /** The URL as a header sends it: other characters than ASCII become percent-encoded UTF-8, as browsers do. */
    static String onTheWire(String url) {
        StringBuilder ascii = new StringBuilder(url.length());
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0) {
                ascii.append((char) b);
            } else {
                ascii.append(String.format("%%%02X", b & 0xff));
            }
        }
        return ascii.toString();
    }

    /** The bytes of a request that creates a link. */
    public byte[] createRequest(String url) {
        // the harness's URLs need no escaping in JSON
        String body = "{\"longUrl\":\"" + url + "\"}";
        return ("POST /api/v1/links HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] get(String code) {
        return ("GET /" + code + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private URI uri(String path) {
        return URI.create("http://" + commandService.getHostString() + ":" + commandService.getPort() + path);
    }
}
