package io.linklog.cli.importing;

import io.linklog.cli.EtcdOptions;
import io.linklog.cli.HttpAddress;
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
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The instances of command-service that the registry has, shared out as its route says and balanced here: each batch
 * goes to the one that answers sooner and has less under way, and an instance that fails again and again is set aside
 * for a while. While there is none, batches go to the addresses that are there otherwise. Thread-safe.
 */
final class RegisteredServices implements Destinations {

    private static final String SERVICE = "command-service";

    /** For the first look; with an etcd that is there it takes a second, most of it for starting the client. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BackendPool pool;
    private final Destinations otherwise;
    private final AutoCloseable source;

    RegisteredServices(Supplier<List<Instance>> instances, String zone, Destinations otherwise, AutoCloseable source) {
        this.pool = new BackendPool(instances, new PowerOfTwoChoices(zone, ThreadLocalRandom::current));
        this.otherwise = otherwise;
        this.source = source;
    }

    /**
     * Follows the registry, where etcd answers and has an instance that takes requests; else there are only the other
     * addresses.
     *
     * @param zone the caller's own, whose instances are preferred
     * @param otherwise closed with this
     * @param note is told, for people, why the registry is not used
     */
    static Destinations follow(EtcdOptions options, String zone, Destinations otherwise, Consumer<String> note)
            throws InterruptedException {
        // gRPC logs by java.util.logging; all of it goes where the rest goes
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
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
            CompletableFuture.allOf(directory.followed(), routes.followed())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!directory.up(SERVICE).isEmpty()) {
                RoutedInstances routed = new RoutedInstances(directory::instances, routes);
                return new RegisteredServices(() -> routed.instances(SERVICE), zone, otherwise, source);
            }
            why = "No " + SERVICE + " is registered as UP in etcd at " + settings.endpoints();
        } catch (TimeoutException | ExecutionException e) {
            why = "etcd at " + settings.endpoints() + " does not answer, so that no " + SERVICE + " can be looked up";
        }
        close(source);
        note.accept(why + ": sending to " + otherwise.next(null).address() + ".");
        return otherwise;
    }

    @Override
    public Destination next(@Nullable Destination failed) {
        List<Backend> tried = failed instanceof Chosen chosen ? List.of(chosen.backend) : List.of();
        Backend backend = pool.choose(null, tried);
        return backend == null ? otherwise.next(failed) : new Chosen(backend);
    }

    /** @param backend for one batch */
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
        otherwise.close();
    }

    private static void close(AutoCloseable source) {
        try {
            source.close();
        } catch (Exception e) {
            // the process ends in a moment, and what was asked for is done
        }
    }
}
