package io.linklog.mesh.etcd;

import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.common.exception.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.MethodDescriptor;
import io.grpc.netty.GrpcSslContexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * jetcd's client with a deadline for every call, replaced by a fresh one when no call was answered for
 * {@link #REPLACE_AFTER}. gRPC would wait up to two minutes before it tries to connect again; the fresh one tries at
 * once. Thread-safe.
 */
final class Connection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    static final Duration REPLACE_AFTER = Duration.ofSeconds(3);
    /** gRPC's own limit of 4 MiB is some ten thousand instances. */
    private static final int LARGEST_ANSWER = 64 << 20;

    private final EtcdSettings settings;
    private final Executor executor;
    private volatile Client client;

    // guarded by this
    private boolean failing;
    private long failingSince;
    private boolean closed;

    Connection(EtcdSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        this.client = connect(settings);
    }

    /** The client of now. Its watchers are closed when it is replaced. */
    Client client() {
        return client;
    }

    /** Fails with {@link TimeoutException} when the deadline is over; never throws. */
    <T> CompletableFuture<T> call(Function<Client, CompletableFuture<T>> call) {
        Client used = client;
        CompletableFuture<T> answer;
        try {
            answer = call.apply(used);
        } catch (RuntimeException e) {
            // jetcd throws so when the client was closed a moment ago
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((result, error) -> note(used, error));
    }

    private synchronized void note(Client used, @Nullable Throwable error) {
        if (used != client || closed) {
            return;
        }
        long now = System.nanoTime();
        if (!isSilence(error)) {
            failing = false;
        } else if (!failing) {
            failing = true;
            failingSince = now;
        } else if (now - failingSince >= REPLACE_AFTER.toNanos()) {
            failingSince = now;
            try {
                // not on the thread that completed the call: it is gRPC's, or the one timer of all futures
                executor.execute(() -> replace(used));
            } catch (RejectedExecutionException e) {
                // closed meanwhile
            }
        }
    }

    private void replace(Client old) {
        synchronized (this) {
            if (old != client || closed) {
                return;
            }
            client = connect(settings);
        }
        LOG.debug("etcd at {} does not answer, connecting anew", settings.endpoints());
        old.close();
    }

    /** Whether this is no answer, as opposed to a refusal. */
    private static boolean isSilence(@Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        if (cause instanceof EtcdException refusal) {
            ErrorCode code = refusal.getErrorCode();
            return code == ErrorCode.UNAVAILABLE || code == ErrorCode.DEADLINE_EXCEEDED;
        }
        return cause != null;
    }

    private static Client connect(EtcdSettings settings) {
        ClientBuilder builder = Client.builder()
                .endpoints(settings.endpoints())
                .connectTimeout(settings.timeout())
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(Duration.ofSeconds(5))
                // etcd takes pings without calls for abuse and ends the connection
                .keepaliveWithoutCalls(false)
                .maxInboundMessageSize(LARGEST_ANSWER)
                .interceptor(new Deadline(settings.timeout()));
        settings.user()
                .ifPresent(user -> builder.user(Etcd.bytes(user))
                        .password(Etcd.bytes(settings.password().orElse(""))));
        if (settings.caFile().isPresent()) {
            try {
                var ssl = GrpcSslContexts.forClient()
                        .trustManager(settings.caFile().get().toFile());
                if (settings.certificateFile().isPresent() && settings.keyFile().isPresent()) {
                    ssl.keyManager(
                            settings.certificateFile().get().toFile(),
                            settings.keyFile().get().toFile());
                }
                builder.sslContext(ssl.build());
            } catch (IOException e) {
                throw new UncheckedIOException("The certificates for etcd cannot be read: " + settings, e);
            }
        }
        return builder.build();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        client.close();
    }

    /**
     * Takes back what etcd was asked and has not heard yet: without it a write that was given up waits in the channel
     * and takes place when etcd is back. A little longer than our own deadline, so that callers see one kind of error.
     */
    private record Deadline(Duration timeout) implements ClientInterceptor {
        private static final String WATCH = "etcdserverpb.Watch/Watch";

        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            return next.newCall(
                    method,
                    method.getFullMethodName().equals(WATCH)
                            ? options
                            : options.withDeadlineAfter(timeout.toMillis() + 100, TimeUnit.MILLISECONDS));
        }
    }
}
