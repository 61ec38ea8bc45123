package io.linklog.cli.importing;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.HttpAddress;
import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.ServiceDirectory;
import io.linklog.mesh.route.RouteBook;
import io.linklog.mesh.route.RoutedInstances;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Chooses where each batch goes: to a registered instance of command-service, by the weights of its route; while there
 * is none, to a named address. The pool prefers the service that answers sooner and has less on the way, and ejects one
 * that keeps failing for a while. Thread-safe.
 */
final class Services implements AutoCloseable {

    private static final String SERVICE = "command-service";
    private static final String URL = "url";

    /** For the first look-up. With etcd running it takes a second, most of it for the start of the client. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BackendPool pool;
    private final AutoCloseable registry;

    Services(Supplier<List<Instance>> registered, String zone, List<URI> named, AutoCloseable registry) {
        List<Instance> others = named.stream().map(Services::instance).toList();
        this.pool = new BackendPool(
                () -> {
                    List<Instance> all = registered.get();
                    return all.stream().anyMatch(Services::takesRequests) ? all : others;
                },
                new PowerOfTwoChoices(zone, ThreadLocalRandom::current));
        this.registry = registry;
    }

    /** As the pool sees it. */
    private static boolean takesRequests(Instance instance) {
        return instance.state() == InstanceState.UP && instance.weight() > 0 && instance.port() > 0;
    }

    private static Instance instance(URI url) {
        Map<String, String> metadata = Map.of(URL, url.toString());
        return Instance.builder(SERVICE, url.toString(), "", 1)
                .state(InstanceState.UP)
                .zone("")
                .version("")
                .hashId(1)
                .startedAt(Instant.EPOCH)
                .metadata(metadata)
                .build();
    }

    /** Services at these addresses, which may be of another Linklog than the registry's. */
    static Services named(List<URI> urls) {
        return new Services(List::of, "", urls, () -> {});
    }

    /**
     * Follows the registry. Returns when the first look-up has ended.
     *
     * @param zone the caller's own, whose instances are preferred
     * @param fallback gets the batches while the registry has no instance
     * @param note gets, for people, the reason why the fallback is used
     */
    static Services registered(EtcdOptions options, String zone, URI fallback, Consumer<String> note)
            throws InterruptedException {
        EtcdSettings settings = EtcdOptions.Settings.of(options);
        Etcd etcd = new Etcd(settings);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ServiceDirectory directory =
                new ServiceDirectory(etcd, DirectorySettings.all().only(SERVICE), meters);
        RouteBook routes = new RouteBook(etcd, meters);
        RoutedInstances routed = new RoutedInstances(directory::instances, routes);
        try {
            CompletableFuture.allOf(directory.whenFollowed(), routes.whenFollowed())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (directory.up(SERVICE).isEmpty()) {
                note.accept("No " + SERVICE + " is UP in etcd at " + settings.endpoints() + ": sending to " + fallback);
            }
        } catch (TimeoutException | ExecutionException e) {
            note.accept("etcd at " + settings.endpoints() + " does not answer: sending to " + fallback);
        }
        return new Services(() -> routed.instances(SERVICE), zone, List.of(fallback), () -> {
            routes.close();
            directory.close();
            etcd.close();
        });
    }

    /** @param tried the services that failed in the attempt before, which are avoided where there are others */
    Backend choose(List<Backend> tried) {
        return Objects.requireNonNull(pool.choose(null, tried));
    }

    static URI address(Backend backend) {
        Instance instance = backend.instance();
        String url = instance.metadata().get(URL);
        return url == null ? HttpAddress.of(instance.host(), instance.port()) : URI.create(url);
    }

    @Override
    public void close() {
        try {
            registry.close();
        } catch (Exception e) {
            // the work is done, and the process ends in a moment
        }
    }
}
