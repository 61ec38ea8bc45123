package io.linklog.acceptance.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.acceptance.system.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows an event stream through the edge as a browser's EventSource does: when the stream ends or fails, it
 * reconnects with the last id. Thread-safe.
 */
public final class Follower implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One event. */
    public record Event(String type, String id, JsonNode data) {}

    private final Api api;
    private final String path;
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile String lastId = "";
    private volatile InputStream body = InputStream.nullInputStream();
    private volatile int connections;
    private volatile boolean closing;

    /** @param query including its question mark */
    public Follower(Api api, String query) {
        this.api = api;
        this.path = "/api/v1/events" + query;
        this.thread = new Thread(this::follow, "follower");
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    private void follow() {
        while (!closing) {
            try {
                HttpResponse<InputStream> answer =
                        lastId.isEmpty() ? api.open(path) : api.open(path, "Last-Event-ID", lastId);
                body = answer.body();
                if (answer.statusCode() == 200) {
                    connections++;
                    read(body);
                } else if (answer.statusCode() < 500) {
                    refusals.add(answer.statusCode() + " "
                            + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // the connection broke; an incomplete event comes again
            } catch (InterruptedException e) {
                return;
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    private void read(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String type = "";
        String id = "";
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(type, id, JSON.readTree(data)));
                }
                if (!id.isEmpty()) {
                    lastId = id;
                }
                type = "";
                id = "";
                data = "";
            }
        }
    }

    public List<Event> events() {
        return events;
    }

    /** The id of the last event; "" before the first. */
    public String lastId() {
        return lastId;
    }

    /** Answers with a 4xx status, which must not happen. */
    public List<String> refusals() {
        return refusals;
    }

    public int connections() {
        return connections;
    }

    /** Breaks the connection. The follower reconnects. */
    public void breakOff() throws IOException {
        body.close();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        closing = true;
        body.close();
        thread.interrupt();
        thread.join(60_000);
    }
}
