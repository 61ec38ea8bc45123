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
 * Calls services by name: chooses an instance, keeps the deadline, retries elsewhere what may be repeated and the
 * budget allows, sets bad instances aside, and stops calling an operation that fails everywhere. The one layer that
 * retries: who calls it must not.
 *
 * <p>Thread-safe. Continuations of its futures run on threads of the HTTP client and must not block.
 */
public final class MeshHttpClient implements AutoCloseable {

    /**
     * Names the instance that is meant, {@code service/id}. Who registered an address that is not its own, or restarted
     * as something else, can thus be told apart: the process that is really there answers 421, which counts as not
     * sent.
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
     * @param source of the instances of any service
     * @param balancers the way to choose for a service, asked once for each: a new {@code PowerOfTwoChoices} or
     *     {@code RingHash}
     */
    public MeshHttpClient(
            InstanceSource source,
            Function<String, Balancer> balancers,
            MeshHttpSettings settings,
            MeterRegistry registry) {
        this(source, balancers, settings, registry, System::nanoTime, ThreadLocalRandom::current);
    }

    /** @param clock for everything but the time limits of attempts, which are real */
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
     * <p>Completes with the response whatever its status: an error of the server, if no retry brought a better one, is
     * the last one's response. Without a response it fails with a {@link MeshException}; after {@link #close} with an
     * {@link IllegalStateException}. Cancelling the future breaks the call off.
     *
     * @param service as registered; a name from the program, never from a request, because each keeps state
     * @param request its path, query, method, headers (so also {@code traceparent} and {@code Idempotency-Key}) and
     *     body are sent; scheme, host and port of its URI are not looked at. Its body must be repeatable: from a
     *     string, bytes or a file
     * @param operation what the request does, such as {@code resolve}: what a breaker is for; from a small fixed set
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
                () -> source.instances(service), balancers.apply(service), clock, random, meters::ejection);
        return new ServiceCalls(service, pool, meters, transport, settings, clock, random);
    }

    /** Takes no more calls. Those in flight end by themselves or by their time limits, without further retries. */
    @Override
    public void close() {
        closed = true;
        transport.close();
    }
}
