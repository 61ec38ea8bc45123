package io.linklog.query.redirect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.http.ServedRequests;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultHandlerTest {

    @ParameterizedTest
    @CsvSource({"0, 0", "0.01, 10", "0.1, 100", "0.333, 333", "1, 1000"})
    void theErrorRateIsExact(double rate, int failed) {
        FaultHandler faults = new FaultHandler(new FaultSettings(rate, Duration.ZERO));
        assertThat(LongStream.rangeClosed(1, 1_000).filter(faults::fails).count())
                .isEqualTo(failed);
    }

    @Test
    void faultsShowInAnswersAndInTheMetersThatJudgeACanary() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Answers());
        server.insertHandler(new FaultHandler(new FaultSettings(0.25, Duration.ofMillis(20))));
        server.setRequestLog(new ServedRequests(meters));
        server.start();
        try {
            HttpClient client = HttpClient.newHttpClient();
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/code"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            int failed = 0;
            for (int i = 0; i < 20; i++) {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                assertThat(status).isIn(302, 500);
                failed += status == 500 ? 1 : 0;
            }
            assertThat(failed).isEqualTo(5);
            // a request is counted after its answer is sent
            await().until(() -> count(meters, "3xx") == 15 && count(meters, "5xx") == 5);
            assertThat(meters.get(ServedRequests.NAME)
                            .tag("status", "3xx")
                            .timer()
                            .mean(TimeUnit.MILLISECONDS))
                    .as("the time includes the delay")
                    .isGreaterThanOrEqualTo(20);
        } finally {
            server.stop();
        }
    }

    private static long count(SimpleMeterRegistry meters, String status) {
        return meters.get(ServedRequests.NAME).tag("status", status).timer().count();
    }

    private static final class Answers extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.setStatus(302);
            response.write(true, null, callback);
            return true;
        }
    }
}
