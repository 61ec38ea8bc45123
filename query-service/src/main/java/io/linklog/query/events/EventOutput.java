package io.linklog.query.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Writes Server-Sent Events (WHATWG HTML, section 9.2) and measures how long a write waits for the caller. Confined to
 * one thread, except for {@link #stalledFor}.
 */
final class EventOutput {

    private static final long NOT_WRITING = 0;

    private final OutputStream out;
    private volatile long writingSince = NOT_WRITING;
    private long writtenAt = System.nanoTime();

    EventOutput(OutputStream out) {
        this.out = out;
    }

    /** @param data without a line break */
    void event(String type, String id, String data) throws IOException {
        write("event: " + type + "\nid: " + id + "\ndata: " + data + "\n\n");
    }

    /** Updates the caller's last id without an event: by the standard, a block without data is no event. */
    void id(String id) throws IOException {
        write("id: " + id + "\n\n");
    }

    /** Tells the caller how long to wait before it reconnects. */
    void retry(long millis) throws IOException {
        write("retry: " + millis + "\n\n");
    }

    /** Writes a comment: a keep-alive for the caller and for proxies for the caller and for proxies. */
    void comment() throws IOException {
        write(":\n\n");
    }

    private void write(String text) throws IOException {
        writingSince = System.nanoTime() | 1; // never NOT_WRITING
        out.write(text.getBytes(StandardCharsets.UTF_8));
        writtenAt = System.nanoTime();
        writingSince = NOT_WRITING;
    }

    /** Sends what was written. */
    void flush() throws IOException {
        writingSince = System.nanoTime() | 1;
        out.flush();
        writingSince = NOT_WRITING;
    }

    /** The time since the latest write. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - writtenAt);
    }

    /** How long the current write has been waiting; zero when no write waits. */
    Duration stalledFor() {
        long since = writingSince;
        return since == NOT_WRITING ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }
}
