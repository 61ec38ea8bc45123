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
 * Takes in what is left of a body that was refused unread, after the answer was sent: a connection that is closed on
 * bytes which nobody read is reset, and the reset may overtake the answer, so that the caller never learns why (nginx's
 * {@code lingering_close}). Holds no thread; {@value #LARGEST_BYTES} bytes and two seconds at most, then the connection
 * is closed all the same.
 */
final class UnreadBodies extends Handler.Wrapper {

    static final int LARGEST_BYTES = 1 << 20;
    private static final Duration LONGEST = Duration.ofSeconds(2);

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        // most requests have no body: nothing is made for them
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

    /** Read by one thread at a time, as Jetty has it; only the end may come from two sides. */
    private static final class Body extends Request.Wrapper {
        private final AtomicBoolean ended = new AtomicBoolean();
        private int drained;

        Body(Request request) {
            super(request);
        }

        /**
         * Before the answer is sent Jetty takes what is there, and fails the rest of the body for good. This takes it
         * too, but leaves the rest readable; the answer then says {@code Connection: close}.
         */
        @Override
        public boolean consumeAvailable() {
            return takeAvailable();
        }

        /** Takes what comes until the end of the body or a limit, then completes the callback. */
        void drain(Callback callback) {
            if (takeAvailable() || drained > LARGEST_BYTES) {
                callback.succeeded();
                return;
            }
            Scheduler.Task limit = getComponents()
                    .getScheduler()
                    .schedule(() -> end(callback), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            getWrapped().demand(() -> more(callback, limit));
        }

        private void more(Callback callback, Scheduler.Task limit) {
            if (ended.get()) {
                return;
            }
            if (takeAvailable() || drained > LARGEST_BYTES) {
                limit.cancel();
                end(callback);
            } else {
                getWrapped().demand(() -> more(callback, limit));
            }
        }

        private void end(Callback callback) {
            if (ended.compareAndSet(false, true)) {
                callback.succeeded();
            }
        }

        /** Whether the body has ended. */
        private boolean takeAvailable() {
            while (drained <= LARGEST_BYTES) {
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
