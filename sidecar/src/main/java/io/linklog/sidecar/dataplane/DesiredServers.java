package io.linklog.sidecar.dataplane;

import io.linklog.sidecar.layout.ProxiedServer;
import java.util.List;
import java.util.Set;

/**
 * The servers of one pool, by the registry.
 *
 * @param ready servers that should take requests
 * @param resting names of registered instances that should take no new requests: they start, drain or are not ready
 */
record DesiredServers(List<ProxiedServer> ready, Set<String> resting) {

    DesiredServers {
        ready = List.copyOf(ready);
        resting = Set.copyOf(resting);
    }
}
