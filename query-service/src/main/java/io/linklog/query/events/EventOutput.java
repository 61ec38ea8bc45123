package io.linklog.query.events;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * An answer in the form of Server-Sent Events (WHATWG HTML, section 9.2). Knows for how long a write has been waiting
 * for the caller to take something. Confined to one thread, but for {@link #stalledFor}.
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

    /** Moves the caller's last id on without an event: no data, no event, says the standard. */
    void id(String id) throws IOException {
        write("id: " + id + "\n\n");
    }

    /** How long the caller should wait before it connects again. */
    void retry(long millis) throws IOException {
        write("retry: " + millis + "\n\n");
    }

    /** Nothing, so that nobody on the way thinks that the line is dead. */
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

    /** How long ago something was written. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - writtenAt);
    }

    /** For how long the write that waits now has been waiting; zero when none does. */
    Duration stalledFor() {
        long since = writingSince;
        return since == NOT_WRITING ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }
}
