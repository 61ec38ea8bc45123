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
import io.linklog.mesh.async.Causes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * jetcd's client with a deadline for every call. A client that gets no answer for {@link #REPLACE_AFTER} is replaced by
 * a new one, which connects at once; gRPC would wait up to two minutes before it connects again.
 *
 * <p>jetcd's client fails if it has a user and etcd asks for none. So it is replaced by one without a user, and by one
 * with a user when etcd begins to ask. Users can be set up before etcd asks. Thread-safe.
 */
final class Connection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    static final Duration REPLACE_AFTER = Duration.ofSeconds(3);
    /** gRPC's default of 4 MiB would be reached at about ten thousand instances. */
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    // etcd's words: their codes are those of other mistakes, too
    private static final String ASKS_NOBODY = "authentication is not enabled";
    private static final String ASKS_FOR_A_USER = "user name is empty";

    private final EtcdSettings settings;
    private final Executor executor;
    private volatile Client client;

    // guarded by this
    private boolean failing;
    private long failingSince;
    private boolean withUser = true;
    private boolean closed;

    Connection(EtcdSettings settings, Executor executor) {
        this.settings = settings;
        this.executor = executor;
        this.client = connect(settings, true);
    }

    /** The current client. Its watches are closed when it is replaced. */
    Client client() {
        return client;
    }

    /** The future fails with {@link TimeoutException} at the deadline. Never throws. */
    <T> CompletableFuture<T> call(Function<Client, CompletableFuture<T>> call) {
        Client used = client;
        CompletableFuture<T> answer;
        try {
            answer = call.apply(used);
        } catch (RuntimeException e) {
            // jetcd throws this if the client was closed a moment ago
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((result, error) -> noteResult(used, error));
    }

    private synchronized void noteResult(Client used, @Nullable Throwable error) {
        if (used != client || closed) {
            return;
        }
        long now = System.nanoTime();
        if (says(error, withUser ? ASKS_NOBODY : ASKS_FOR_A_USER)
                && settings.user().isPresent()) {
            withUser = !withUser;
            replaceLater(used);
        } else if (!isMissingAnswer(error)) {
            failing = false;
        } else if (!failing) {
            failing = true;
            failingSince = now;
        } else if (now - failingSince >= REPLACE_AFTER.toNanos()) {
            failingSince = now;
            replaceLater(used);
        }
    }

    /** Not on the current thread: it belongs to gRPC, or it is the timer of all futures. */
    private void replaceLater(Client used) {
        try {
            executor.execute(() -> replace(used));
        } catch (RejectedExecutionException e) {
            // closed in the meantime
        }
    }

    private void replace(Client old) {
        synchronized (this) {
            if (old != client || closed) {
                return;
            }
            client = connect(settings, withUser);
        }
        LOG.debug("etcd at {} does not answer, or changed whom it answers; replacing the client", settings.endpoints());
        old.close();
    }

    private static boolean says(@Nullable Throwable error, String message) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(message)) {
                return true;
            }
        }
        return false;
    }

    /** Whether etcd did not answer, as opposed to an answer that refuses the call. */
    private static boolean isMissingAnswer(@Nullable Throwable error) {
        Throwable cause = Causes.unwrapNullable(error);
        if (cause instanceof EtcdException refusal) {
            ErrorCode code = refusal.getErrorCode();
            return code == ErrorCode.UNAVAILABLE || code == ErrorCode.DEADLINE_EXCEEDED;
        }
        return cause != null;
    }

    private static Client connect(EtcdSettings settings, boolean withUser) {
        ClientBuilder builder = Client.builder()
                .endpoints(settings.endpoints())
                .connectTimeout(settings.timeout())
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(Duration.ofSeconds(5))
                // etcd treats pings without calls as abuse and closes the connection
                .keepaliveWithoutCalls(false)
                .maxInboundMessageSize(MAX_ANSWER_BYTES)
                .interceptor(new CallDeadline(settings.timeout()));
        settings.user()
                .filter(user -> withUser)
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
                throw new UncheckedIOException("Cannot read the certificates for etcd: " + settings, e);
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
     * Cancels calls that have not reached etcd. Without it, a write that timed out would wait in the channel and take
     * effect when etcd is back. A little longer than our own deadline, so callers see only one kind of error.
     */
    private record CallDeadline(Duration timeout) implements ClientInterceptor {
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
