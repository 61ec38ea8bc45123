package io.linklog.cli.importing.delivery;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.HttpAddress;
import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RoutedInstances;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The registered instances of command-service, by the weights of its route. The pool prefers the instance that answers
 * sooner and has less on the way, and ejects an instance that keeps failing for a while. While there is no instance,
 * batches go to a fallback. Thread-safe.
 */
public final class RegisteredServices implements Destinations {

    private static final String SERVICE = "command-service";

    /** For the first look-up. With etcd running it takes a second, most of it for the start of the client. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BackendPool pool;
    private final Destinations fallback;
    private final AutoCloseable source;

    RegisteredServices(Supplier<List<Instance>> instances, String zone, Destinations fallback, AutoCloseable source) {
        this.pool = new BackendPool(instances, new PowerOfTwoChoices(zone, ThreadLocalRandom::current));
        this.fallback = fallback;
        this.source = source;
    }

    /**
     * Follows the registry if etcd answers and has an instance that takes requests; else returns the fallback.
     *
     * @param zone the caller's own, whose instances are preferred
     * @param fallback closed with the result
     * @param note gets, for people, the reason why the registry is not used
     */
    public static Destinations follow(EtcdOptions options, String zone, Destinations fallback, Consumer<String> note)
            throws InterruptedException {
        EtcdSettings settings = EtcdOptions.Settings.of(options);
        Etcd etcd = new Etcd(settings);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ServiceDirectory directory =
                new ServiceDirectory(etcd, DirectorySettings.all().only(SERVICE), meters);
        RouteBook routes = new RouteBook(etcd, meters);
        AutoCloseable source = () -> {
            routes.close();
            directory.close();
            etcd.close();
        };
        String why;
        try {
            CompletableFuture.allOf(directory.whenFollowed(), routes.whenFollowed())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!directory.up(SERVICE).isEmpty()) {
                RoutedInstances routed = new RoutedInstances(directory::instances, routes);
                return new RegisteredServices(() -> routed.instances(SERVICE), zone, fallback, source);
            }
            why = "No " + SERVICE + " is registered as UP in etcd at " + settings.endpoints();
        } catch (TimeoutException | ExecutionException e) {
            why = "etcd at " + settings.endpoints() + " does not answer, so the registry is not used";
        }
        close(source);
        note.accept(why + ": sending to " + fallback.next(null).address() + ".");
        return fallback;
    }

    @Override
    public Destination next(@Nullable Destination failed) {
        List<Backend> tried = failed instanceof Chosen chosen ? List.of(chosen.backend) : List.of();
        Backend backend = pool.choose(null, tried);
        return backend == null ? fallback.next(failed) : new Chosen(backend);
    }

    private record Chosen(Backend backend) implements Destination {

        @Override
        public URI address() {
            return HttpAddress.of(backend.instance().host(), backend.instance().port());
        }

        @Override
        public void begin() {
            backend.begin();
        }

        @Override
        public void end(Outcome outcome, long nanos) {
            backend.end(outcome, nanos, System.nanoTime());
        }
    }

    @Override
    public void close() {
        close(source);
        fallback.close();
    }

    private static void close(AutoCloseable source) {
        try {
            source.close();
        } catch (Exception e) {
            // the work is done, and the process ends in a moment
        }
    }
}
