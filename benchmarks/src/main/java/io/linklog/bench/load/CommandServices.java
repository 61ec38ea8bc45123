package io.linklog.bench.load;

import io.linklog.mesh.balance.Backend;
import io.linklog.mesh.balance.BackendPool;
import io.linklog.mesh.balance.Outcome;
import io.linklog.mesh.balance.PowerOfTwoChoices;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.DirectorySettings;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The instances of command-service, found through the registry as Linklog's services find them. Each request goes to
 * the better of two random instances by latency and requests in flight. Thread-safe.
 */
public final class CommandServices implements Supplier<LoadTarget>, AutoCloseable {

    private static final String SERVICE = "command-service";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 50;

    private final Etcd etcd;
    private final ServiceDirectory directory;
    private final BackendPool pool;

    /**
     * Returns when the registry shows that many instances.
     *
     * @param count of started instances
     */
    public static CommandServices follow(String etcdEndpoint, int count) throws Exception {
        CommandServices services = new CommandServices(etcdEndpoint);
        try {
            services.await(count);
            return services;
        } catch (Exception e) {
            services.close();
            throw e;
        }
    }

    private CommandServices(String etcdEndpoint) {
        etcd = new Etcd(EtcdSettings.of(URI.create(etcdEndpoint)).within(EtcdSettings.PATIENT));
        directory = new ServiceDirectory(etcd, DirectorySettings.all().only(SERVICE), new SimpleMeterRegistry());
        pool = new BackendPool(
                () -> directory.instances(SERVICE), new PowerOfTwoChoices("", ThreadLocalRandom::current));
    }

    private void await(int count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        directory.whenFollowed().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        while (addresses().size() < count) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        "The registry has " + addresses().size() + " of " + count + " instances of " + SERVICE);
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** The addresses of the instances that take requests. */
    public List<InetSocketAddress> addresses() {
        return pool.members().all().stream().map(CommandServices::address).toList();
    }

    private static InetSocketAddress address(Backend backend) {
        Instance instance = backend.instance();
        return new InetSocketAddress(instance.host(), instance.port());
    }

    @Override
    public LoadTarget get() {
        Backend backend = pool.choose(null, List.of());
        if (backend == null) {
            throw new IllegalStateException("No " + SERVICE + " takes requests");
        }
        return new Chosen(address(backend), backend);
    }

    private record Chosen(InetSocketAddress address, Backend backend) implements LoadTarget {

        @Override
        public void begin() {
            backend.begin();
        }

        @Override
        public void end(boolean success, long elapsedNanos, long now) {
            backend.end(success ? Outcome.SUCCESS : Outcome.FAILURE, elapsedNanos, now);
        }
    }

    @Override
    public void close() {
        directory.close();
        etcd.close();
    }
}
