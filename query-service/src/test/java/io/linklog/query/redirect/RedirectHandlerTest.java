package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.linklog.kit.tracing.Tracing;
import io.linklog.query.TestLinks;
import io.linklog.query.lookup.TestLookups;
import io.linklog.schemas.Link;
import io.opentelemetry.api.trace.SpanContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.SerializedInvoker;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The handler in a real server. Look-ups end on another thread while the first thread leaves the handler. */
class RedirectHandlerTest {

    private static final int REQUESTS = 3_000;

    @Test
    void anAnswerFromAnotherThreadAtTheEndOfHandlingKeepsTheConnectionUsable() throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new LeavesAfterTheAnswer(
                TestRedirects.handler(TestLookups.over(RedirectHandlerTest::load), Tracing.off())));
        ListAppender<ILoggingEvent> faults = new ListAppender<>();
        faults.start();
        // Jetty logs here when it completes an exchange twice
        Logger invoker = (Logger) LoggerFactory.getLogger(SerializedInvoker.class);
        invoker.addAppender(faults);
        server.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (int i = 0; i < REQUESTS; i++) {
                socket.getOutputStream()
                        .write(("GET /code" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(statusLine(in)).as("request %s on the connection", i).isEqualTo("HTTP/1.1 302 Found");
            }
        } finally {
            server.stop();
            invoker.detachAppender(faults);
        }
        assertThat(faults.list).isEmpty();
    }

    private static String statusLine(BufferedReader in) throws IOException {
        String status = in.readLine();
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        return status;
    }

    private static CompletableFuture<Optional<Link>> load(String code, SpanContext trace) {
        return CompletableFuture.supplyAsync(() -> Optional.of(TestLinks.link(code, "https://example.org/" + code)));
    }

    /** Keeps the thread of the connection in the handler until just after the answer is committed. */
    private static final class LeavesAfterTheAnswer extends Handler.Wrapper {

        LeavesAfterTheAnswer(Handler handler) {
            super(handler);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            boolean handled = super.handle(request, response, callback);
            while (!response.isCommitted()) {
                Thread.onSpinWait();
            }
            long end = System.nanoTime() + ThreadLocalRandom.current().nextLong(100_000);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            return handled;
        }
    }
}
