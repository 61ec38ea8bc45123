package io.linklog.kit.outbound;

import io.linklog.mesh.async.DaemonThreads;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * Calls URLs that strangers choose. A call is made only if the rule allows its URL and every address of its host, and
 * the connection goes to an address that was checked. HTTP/1.1, no redirects, no cookies, no proxy, no repeats.
 *
 * <p>Each call has a thread, which may block while it resolves the host; no resolver can be interrupted. So their
 * number is bounded, and a call fails at once when all threads are taken. Thread-safe.
 */
public final class OutboundHttp implements AutoCloseable {

    /**
     * A call.
     *
     * @param headers {@code Content-Type} included
     * @param body null for none
     * @param part how much of the answer's body is read
     */
    public record Call(String method, URI url, Map<String, String> headers, byte @Nullable [] body, BodyPart part) {}

    private final OutboundRule rule;
    private final CloseableHttpClient http;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor timer;

    /**
     * @param name the prefix of its threads' names
     * @param mostCalls the maximum number of calls at once
     * @param connectTimeout of the connection to one address
     */
    public OutboundHttp(String name, OutboundRule rule, HostResolver hosts, int mostCalls, Duration connectTimeout) {
        this.rule = rule;
        this.http = OutboundClient.open(new CheckedDns(hosts, rule), mostCalls, connectTimeout);
        this.threads = new ThreadPoolExecutor(
                0, mostCalls, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), DaemonThreads.named(name + "-out"));
        this.timer = new ScheduledThreadPoolExecutor(1, DaemonThreads.named(name + "-out-timer"));
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Makes a call. The future fails with a {@link RefusedAddressException} if the rule does not allow it, with a
     * {@link NoPlaceException} if too many are in flight, with an {@link UnknownNameException} or another
     * {@link ConnectException} or an {@link HttpConnectTimeoutException} if there was no connection, and with a
     * {@link TimeoutException} at the time limit. Cancelling the future ends the call.
     *
     * @param limit for the whole call, to the end of what is read of the body
     */
    public CompletableFuture<OutboundAnswer> send(Call call, Duration limit) {
        Optional<String> refusal =
                call.url().getHost() == null ? Optional.of("The URL must have a host") : rule.refusal(call.url());
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(new RefusedAddressException(refusal.get()));
        }
        CompletableFuture<OutboundAnswer> result = new CompletableFuture<>();
        HttpUriRequestBase request = request(call);
        try {
            // before the call, so no call is without a time limit
            ScheduledFuture<?> timeout = timer.schedule(
                    () -> result.completeExceptionally(new TimeoutException(
                            "no complete answer from " + call.url().getHost() + " within " + limit.toMillis() + " ms")),
                    limit.toNanos(),
                    TimeUnit.NANOSECONDS);
            result.whenComplete((answer, error) -> {
                timeout.cancel(false);
                if (error != null) {
                    request.cancel(); // closes the socket
                }
            });
            threads.execute(() -> complete(result, request, call));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new NoPlaceException());
        }
        return result;
    }

    private static HttpUriRequestBase request(Call call) {
        HttpUriRequestBase request = new HttpUriRequestBase(call.method(), call.url());
        call.headers().forEach(request::setHeader);
        byte[] body = call.body();
        if (body != null) {
            request.setEntity(new ByteArrayEntity(
                    body, ContentType.parse(call.headers().getOrDefault("Content-Type", "application/octet-stream"))));
        }
        return request;
    }

    private void complete(CompletableFuture<OutboundAnswer> result, HttpUriRequestBase request, Call call) {
        try {
            result.complete(exchange(request, call));
        } catch (ConnectTimeoutException e) {
            result.completeExceptionally(new HttpConnectTimeoutException("no connection in time"));
        } catch (CheckedDns.Refusal e) {
            result.completeExceptionally(e.toRefusedAddress());
        } catch (UnknownHostException e) {
            result.completeExceptionally(new UnknownNameException(call.url().getHost()));
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    private OutboundAnswer exchange(HttpUriRequestBase request, Call call) throws IOException {
        URI url = call.url();
        // given, not guessed by the client from the request: what was checked is what is called
        HttpHost target = new HttpHost(url.getScheme(), unbracketed(url.getHost()), url.getPort());
        ClassicHttpResponse response = http.executeOpen(target, request, null);
        try {
            HttpEntity entity = response.getEntity();
            int most = call.part().most();
            if (entity == null || most == 0) {
                return new OutboundAnswer(response.getCode(), headers(response), new byte[0], entity == null);
            }
            byte[] body = call.part().read(entity.getContent());
            boolean isWhole = body.length <= most;
            return new OutboundAnswer(
                    response.getCode(), headers(response), isWhole ? body : Arrays.copyOf(body, most), isWhole);
        } finally {
            // closes the connection of a body that was not read to its end; its close alone would read the rest
            request.cancel();
            Closer.closeQuietly(response);
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), String.valueOf(header.getValue()));
        }
        return Map.copyOf(headers);
    }

    /** Cancels the calls in flight. */
    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }
}
