package io.linklog.acceptance.system;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A client of the HTTP API, through the edge. Does not follow redirects. Thread-safe. */
public final class Api {

    public static final String LINKS = "/api/v1/links";
    // generous, because the machine may be busy and no test asserts a time
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String KEY_HEADER = "X-Api-Key";

    private final String base;
    private final Supplier<Optional<String>> key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    /**
     * A client without a key.
     *
     * @param base of every address, without a trailing slash
     */
    public Api(String base) {
        this(base, Optional::empty);
    }

    /** @param keyFile a file with the key that calls of the API send; it may appear later */
    Api(String base, Path keyFile) {
        this(base, () -> read(keyFile));
    }

    private Api(String base, Supplier<Optional<String>> key) {
        this.base = base;
        this.key = key;
    }

    /** A client that sends another key. */
    public Api with(String otherKey) {
        return new Api(base, () -> Optional.of(otherKey));
    }

    /**
     * Makes a key of an admin; returns when command-service and query-service know it.
     *
     * @return has the members {@code id} and {@code key}
     */
    public Answer adminKey(String tenant) {
        Answer made = sendJson(
                        "POST",
                        "/api/v1/keys",
                        object().put("name", tenant)
                                .put("role", "admin")
                                .put("tenant", tenant)
                                .toString())
                .is(201);
        Api admin = with(made.member("key"));
        await().atMost(PATIENCE)
                .until(() -> admin.get("/api/v1/keys").status() == 200
                        && admin.get(LINKS).status() == 200);
        return made;
    }

    public String base() {
        return base;
    }

    /** An empty JSON object to fill. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The body of a create request. */
    public static ObjectNode link(String longUrl) {
        return object().put("longUrl", longUrl);
    }

    /** @param headers names and values in turn */
    public Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public Answer head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, BodyPublishers.noBody(), headers);
    }

    public Answer restore(String code, String... headers) {
        return send("POST", LINKS + "/" + code + "/restore", BodyPublishers.noBody(), headers);
    }

    public Answer create(ObjectNode body, String... headers) {
        return sendJson("POST", LINKS, body.toString(), headers);
    }

    public Answer edit(String code, ObjectNode body, String... headers) {
        return sendJson("PATCH", LINKS + "/" + code, body.toString(), headers);
    }

    public Answer sendJson(String method, String path, String json, String... headers) {
        return send(method, path, BodyPublishers.ofString(json), with(headers, "Content-Type", "application/json"));
    }

    public Answer send(String method, String path, BodyPublisher body, String... headers) {
        try {
            HttpRequest request = request(method, path, body, headers);
            try {
                return Answer.of(http.send(request, BodyHandlers.ofByteArray()));
            } catch (IOException e) {
                // the server closed a kept connection at the moment the client reused it; the JDK's client retries
                // only GET
                if (!String.valueOf(e.getMessage()).contains("received no bytes")) {
                    throw e;
                }
                return Answer.of(http.send(request, BodyHandlers.ofByteArray()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + base + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    /** Returns as soon as the answer begins, for an answer without an end. The caller closes the body. */
    public HttpResponse<InputStream> open(String path, String... headers) throws IOException, InterruptedException {
        return http.send(request("GET", path, BodyPublishers.noBody(), headers), BodyHandlers.ofInputStream());
    }

    /** An answer up to its first empty line, for an answer without an end. */
    public Answer beginOf(String path) {
        try {
            HttpResponse<InputStream> answer = open(path);
            try (InputStream body = answer.body()) {
                ByteArrayOutputStream begin = new ByteArrayOutputStream();
                int before = -1;
                for (int read = body.read(); read >= 0 && !(read == '\n' && before == '\n'); read = body.read()) {
                    begin.write(read);
                    before = read;
                }
                return new Answer("GET " + path, answer.statusCode(), answer.headers(), begin.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("GET " + base + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    public CompletableFuture<Answer> createLater(ObjectNode body, String... headers) {
        HttpRequest request = request(
                "POST",
                LINKS,
                BodyPublishers.ofString(body.toString()),
                with(headers, "Content-Type", "application/json"));
        return http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(Answer::of);
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
            Secrets.note(headers[i + 1]);
        }
        Secrets.note(path);
        if (path.startsWith("/api/") && !List.of(headers).contains(KEY_HEADER)) {
            key.get().ifPresent(text -> {
                request.header(KEY_HEADER, text);
                Secrets.note(text);
            });
        }
        return request.build();
    }

    private static Optional<String> read(Path keyFile) {
        try {
            return Files.exists(keyFile) ? Optional.of(Files.readString(keyFile).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] with(String[] headers, String name, String value) {
        String[] more = java.util.Arrays.copyOf(headers, headers.length + 2);
        more[headers.length] = name;
        more[headers.length + 1] = value;
        return more;
    }
}
