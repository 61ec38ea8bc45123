package io.linklog.kit.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Reads and discards the rest of a refused body after the answer, as nginx does with {@code lingering_close}. A kernel
 * that closes a connection with unread bytes sends a reset, and the reset may overtake the answer. Reads at most
 * {@value #MAX_BYTES} bytes for at most two seconds, then closes the connection. Blocks no thread.
 */
final class UnreadBodies extends Handler.Wrapper {

    static final int MAX_BYTES = 1 << 20;
    private static final Duration MAX_TIME = Duration.ofSeconds(2);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // most requests have no body and need no wrapper
        if (!hasBody(request)) {
            return super.handle(request, response, callback);
        }
        Body body = new Body(request);
        return super.handle(body, response, new Callback.Nested(callback) {
            @Override
            public void succeeded() {
                body.drain(callback);
            }
        });
    }

    private static boolean hasBody(Request request) {
        return request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    /** One thread at a time reads it. Two threads may end it: the reader and the time limit. */
    private static final class Body extends Request.Wrapper {
        private final AtomicBoolean ended = new AtomicBoolean();
        private int drained;

        Body(Request request) {
            super(request);
        }

        /**
         * Jetty calls this before it sends the answer. Its own implementation makes the rest of the body unreadable;
         * this one does not. If it returns false, Jetty adds {@code Connection: close} to the answer.
         */
        @Override
        public boolean consumeAvailable() {
            return readAvailable();
        }

        /** Reads until the end of the body or a limit, then completes the callback. */
        void drain(Callback callback) {
            if (readAvailable() || drained > MAX_BYTES) {
                callback.succeeded();
                return;
            }
            Scheduler.Task limit = getComponents()
                    .getScheduler()
                    .schedule(() -> end(callback), MAX_TIME.toMillis(), TimeUnit.MILLISECONDS);
            getWrapped().demand(() -> readMore(callback, limit));
        }

        private void readMore(Callback callback, Scheduler.Task limit) {
            if (ended.get()) {
                return;
            }
            if (readAvailable() || drained > MAX_BYTES) {
                limit.cancel();
                end(callback);
            } else {
                getWrapped().demand(() -> readMore(callback, limit));
            }
        }

        private void end(Callback callback) {
            if (ended.compareAndSet(false, true)) {
                callback.succeeded();
            }
        }

        /**
         * Reads the available bytes.
         *
         * @return whether the body has ended
         */
        private boolean readAvailable() {
            while (drained <= MAX_BYTES) {
                Content.Chunk chunk = getWrapped().read();
                if (chunk == null) {
                    return false;
                }
                drained += chunk.remaining();
                chunk.release();
                if (chunk.isLast()) {
                    return true;
                }
            }
            return false;
        }
    }
}
