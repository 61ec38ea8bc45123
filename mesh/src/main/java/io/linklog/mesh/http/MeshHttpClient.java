package io.linklog.mesh.http;

import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Balancer;
import io.linklog.mesh.balance.InstanceSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Calls services by name. Chooses an instance, keeps the deadline, retries repeatable requests at other instances
 * within a budget, ejects bad instances, and stops calling an operation that fails everywhere. This is the only layer
 * that retries: its callers must not.
 *
 * <p>Thread-safe. Continuations of its futures run on threads of the HTTP client and must not block.
 */
public final class MeshHttpClient implements AutoCloseable {

    /**
     * The header that names the intended instance, as {@code service/id}. Another process at that address answers 421,
     * which counts as not sent. This detects an instance that registered a wrong address and one that was replaced.
     */
    public static final String TO = "Linklog-To";

    private final InstanceSource source;
    private final Function<String, Balancer> balancers;
    private final MeshHttpSettings settings;
    private final MeterRegistry registry;
    private final LongSupplier clock;
    private final Supplier<RandomGenerator> random;
    private final Transport transport;
    private final ConcurrentHashMap<String, ServiceCalls> services = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param source provides the instances of every service
     * @param balancers creates the balancer of a service, once each: a {@code PowerOfTwoChoices} or a {@code RingHash}
     */
    public MeshHttpClient(
            InstanceSource source,
            Function<String, Balancer> balancers,
            MeshHttpSettings settings,
            MeterRegistry registry) {
        this(source, balancers, settings, registry, System::nanoTime, ThreadLocalRandom::current);
    }

    /** @param clock for everything except the time limits of attempts, which use real time */
    MeshHttpClient(
            InstanceSource source,
            Function<String, Balancer> balancers,
            MeshHttpSettings settings,
            MeterRegistry registry,
            LongSupplier clock,
            Supplier<RandomGenerator> random) {
        this.source = source;
        this.balancers = balancers;
        this.settings = settings;
        this.registry = registry;
        this.clock = clock;
        this.random = random;
        this.transport = new Transport(settings);
    }

    /**
     * Sends a request to an instance of a service.
     *
     * <p>Completes with a response of any status; if all attempts get server errors, with the last response. Without a
     * response the future fails with a {@link MeshException}, after {@link #close} with an
     * {@link IllegalStateException}. Cancelling the future cancels the call.
     *
     * @param service the registered name; a constant of the program, never from a request, because each name keeps
     *     state
     * @param request its method, path, query, headers (also {@code traceparent} and {@code Idempotency-Key}) and body
     *     are sent; scheme, host and port of its URI are ignored. Its body must be repeatable: a string, bytes or a
     *     file
     * @param operation what the request does, such as {@code resolve}; each has a breaker, so use a small fixed set
     */
    public CompletableFuture<HttpResponse<byte[]>> send(
            String service, HttpRequest request, String operation, CallOptions options) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("The client is closed"));
        }
        return services.computeIfAbsent(service, this::calls).send(request, operation, options);
    }

    private ServiceCalls calls(String service) {
        ServiceMeters meters = new ServiceMeters(registry, service);
        BackendPool pool = new BackendPool(
                () -> source.instances(service), balancers.apply(service), clock, random, meters::countEjection);
        return new ServiceCalls(service, pool, meters, transport, settings, clock, random);
    }

    /** Accepts no more calls. Calls in flight end normally or at their time limits, without further retries. */
    @Override
    public void close() {
        closed = true;
        transport.close();
    }
}
