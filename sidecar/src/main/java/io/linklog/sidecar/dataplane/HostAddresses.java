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
 * Resolves the host names of instances. HAProxy resolves the names in its file once, and those of servers added at
 * runtime never, so the agent does it. A name that can no longer be resolved keeps its last address. Not thread-safe.
 */
public final class HostAddresses implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostAddresses.class);

    private final Duration deadline;
    private final Map<String, String> last = new HashMap<>();
    private final Map<String, String> lastWarnings = new HashMap<>();
    private final ExecutorService lookups = Executors.newCachedThreadPool(DaemonThreads.named("host-addresses"));

    /** @param deadline of one lookup; the resolver's own timeout may be a minute */
    public HostAddresses(Duration deadline) {
        this.deadline = deadline;
    }

    /** The IP address of a host; empty for a name that was never resolved. */
    Optional<String> of(String host) {
        Future<String> lookup = lookups.submit(() -> InetAddress.getByName(host).getHostAddress());
        try {
            String address = lookup.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            // the scope of an IPv6 address means nothing to HAProxy
            String found = address.replaceFirst("%.*", "");
            last.put(host, found);
            lastWarnings.remove(host);
            return Optional.of(found);
        } catch (ExecutionException e) {
            warnOnce(host, e.getCause() instanceof UnknownHostException ? "the host is unknown" : e.toString());
        } catch (TimeoutException | CancellationException e) {
            lookup.cancel(true);
            warnOnce(host, "no answer within " + deadline);
        } catch (InterruptedException e) {
            lookup.cancel(true);
            Thread.currentThread().interrupt();
        }
        return Optional.ofNullable(last.get(host));
    }

    private void warnOnce(String host, String why) {
        if (!why.equals(lastWarnings.put(host, why))) {
            String effect = last.containsKey(host) ? "its last address stays in use" : "its instances get no requests";
            LOG.warn("Cannot resolve the host {} of an instance ({}): {}", host, why, effect);
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
