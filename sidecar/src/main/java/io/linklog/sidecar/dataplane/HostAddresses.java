package io.linklog.sidecar.dataplane;

import io.linklog.mesh.async.DaemonThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of hosts that instances name. HAProxy resolves the names of servers in its file once, and those that it
 * is given later never; so the agent does it. A name that cannot be resolved any more keeps its last address. For one
 * thread.
 */
public final class HostAddresses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);

    private final Duration deadline;
    private final Map<String, String> last = new HashMap<>();
    private final Map<String, String> complained = new HashMap<>();
    private final ExecutorService lookups = Executors.newCachedThreadPool(DaemonThreads.named("host-addresses"));

    /** @param deadline for one look-up; the system's own may be a minute */
    public HostAddresses(Duration deadline) {
        this.deadline = deadline;
    }

    /** An IP address; empty for a name that never had one. */
    Optional<String> of(String host) {
        Future<String> lookup = lookups.submit(() -> InetAddress.getByName(host).getHostAddress());
        try {
            String address = lookup.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            // a scoped IPv6 address is of no use elsewhere
            String found = address.replaceFirst("%.*", "");
            last.put(host, found);
            complained.remove(host);
            return Optional.of(found);
        } catch (ExecutionException e) {
            complain(host, e.getCause() instanceof UnknownHostException ? "there is no such host" : e.toString());
        } catch (TimeoutException | CancellationException e) {
            lookup.cancel(true);
            complain(host, "no answer within " + deadline);
        } catch (InterruptedException e) {
            lookup.cancel(true);
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(last.get(host));
    }

    private void complain(String host, String why) {
        if (!why.equals(complained.put(host, why))) {
            String then = last.containsKey(host) ? "its last address stands" : "its instances get no requests";
            LOG.warn("The host {} of an instance cannot be resolved ({}): {}", host, why, then);
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
