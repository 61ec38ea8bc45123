package io.linklog.query;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A caller of an event stream that keeps all events. Thread-safe. */
public final class Listener implements AutoCloseable {

    /** One event. */
    public record Heard(String type, String id, String data) {}

    private final HttpResponse<InputStream> answer;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile String lastId = "";
    private volatile int blocks;
    private volatile boolean ended;

    private Listener(HttpResponse<InputStream> answer) {
        this.answer = answer;
        this.thread = new Thread(this::listen, "listener");
        thread.setDaemon(true);
        thread.start();
    }

    /** Opens a stream; returns when it has begun. Later events are received. */
    public static Listener to(int port, String query, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/events" + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> answer = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    answer.statusCode() + " " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new Listener(answer);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void listen() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String type = "";
            String data = "";
            String id = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        heard.add(new Heard(type, id, data));
                    }
                    lastId = id.isEmpty() ? lastId : id; // by the standard, only a complete block counts
                    type = "";
                    data = "";
                    id = "";
                    blocks++;
                }
            }
            ended = true;
        } catch (IOException e) {
            // closed or cut off: only a complete answer counts as ended
        }
    }

    public HttpResponse<?> answer() {
        return answer;
    }

    public List<Heard> heard() {
        return heard;
    }

    public List<String> types() {
        return heard.stream().map(Heard::type).toList();
    }

    /** The last id; "" before the first. */
    public String lastId() {
        return lastId;
    }

    /** The number of blocks: events, ids and heartbeats. */
    public int blocks() {
        return blocks;
    }

    /** Whether the answer goes on: it is neither complete nor cut off. */
    public boolean isListening() {
        return thread.isAlive();
    }

    /** Whether the answer is complete. */
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public void close() throws Exception {
        answer.body().close();
        thread.join(10_000);
    }
}
