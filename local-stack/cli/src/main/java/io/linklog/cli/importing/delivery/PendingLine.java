package io.linklog.cli.importing.delivery;

import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.cli.importing.journal.LineKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/** A line that waits for its answer. It takes one answer, although it may be sent several times. Thread-safe. */
public final class PendingLine {

    private final SourceLine source;
    private final String key;
    private final byte[] request;
    private final AtomicBoolean answered = new AtomicBoolean();

    /**
     * @param key of the line
     * @param link the request without its idempotency key: a JSON object that is not empty
     */
    public PendingLine(SourceLine source, String key, byte[] link) {
        this.source = source;
        this.key = key;
        byte[] end =
                (",\"idempotencyKey\":\"" + LineKeys.idempotencyKey(key) + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        // the end replaces the closing brace
        this.request = Arrays.copyOf(link, link.length - 1 + end.length);
        System.arraycopy(end, 0, request, link.length - 1, end.length);
    }

    public SourceLine source() {
        return source;
    }

    public String key() {
        return key;
    }

    /** The line of the request with its end; not to be changed. */
    byte[] request() {
        return request;
    }

    /** True for the first caller, who must record the answer. */
    boolean take() {
        return answered.compareAndSet(false, true);
    }

    boolean isAnswered() {
        return answered.get();
    }
}
