package io.linklog.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the bodies of answers without a thread that waits for the caller, and disconnects callers that read too
 * slowly. An idle timeout does not: a caller that reads a little now and then is not idle. Applies to the results of
 * handlers; streams write themselves and have limits of their own. Thread-safe.
 */
final class AnswerBodies {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerBodies.class);

    private static final int PART_BYTES = 32 * 1024;

    private final Duration patience;
    private final int bytesPerSecond;

    /**
     * @param patience the time for the shortest answer
     * @param bytesPerSecond a caller that reads as many bytes in a second gets an answer of any length
     */
    AnswerBodies(Duration patience, int bytesPerSecond) {
        this.patience = patience;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Adds a handler that takes the body from all others. Add it last. */
    void addTo(RoutesConfig routes) {
        routes.after(this::write);
    }

    private void write(Context ctx) throws IOException {
        InputStream body = ctx.resultInputStream();
        if (body == null) {
            return;
        }
        int length = body.available(); // all of it, because bodies are in memory
        Request request = ServletContextRequest.getServletContextRequest(ctx.req());
        limitTime(request, length);
        // Jetty keeps a shorter body in a buffer and writes it when the request completes, and no thread waits
        if (length >= request.getConnectionMetaData().getHttpConfiguration().getOutputAggregationSize()) {
            ctx.future(() -> writeLong(ctx, body));
        }
    }

    private void limitTime(Request request, int length) {
        long millis = patience.toMillis() + TimeUnit.SECONDS.toMillis(length) / bytesPerSecond;
        // read now: the request is another one after the answer
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        Scheduler.Task limit = request.getComponents()
                .getScheduler()
                .schedule(() -> disconnect(connection, millis), millis, TimeUnit.MILLISECONDS);
        Request.addCompletionListener(request, failure -> limit.cancel());
    }

    private static void disconnect(EndPoint connection, long millis) {
        LOG.info("A caller has not read its answer within {} ms; it is disconnected", millis);
        connection.close();
    }

    /** Completes when the body is written, also when the caller has gone. */
    private static CompletableFuture<Void> writeLong(Context ctx, InputStream body) {
        ctx.result(InputStream.nullInputStream()); // nothing is left for Javalin to write
        CompletableFuture<Void> written = new CompletableFuture<>();
        try {
            ServletOutputStream out = ctx.res().getOutputStream();
            // not Jetty's sendContent, whose callback is not called for a stream (12.1.12)
            out.setWriteListener(new Parts(body, out, written));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return written;
    }

    /** Writes a part whenever the connection takes one. Jetty calls it by one thread at a time. */
    private record Parts(InputStream body, ServletOutputStream out, CompletableFuture<Void> written)
            implements WriteListener {

        @Override
        public void onWritePossible() throws IOException {
            while (out.isReady()) {
                byte[] part = body.readNBytes(PART_BYTES); // a new array: Jetty may still hold the one before
                if (part.length == 0) {
                    written.complete(null);
                    return;
                }
                out.write(part);
            }
        }

        @Override
        public void onError(Throwable failure) {
            LOG.debug("A caller has gone before the end of its answer", failure);
            written.complete(null);
        }
    }
}
