package io.linklog.sidecar.dataplane;

import io.linklog.sidecar.layout.ProxiedServer;
import java.util.List;
import java.util.Set;

/**
 * What the registry says of one pool.
 *
 * @param ready servers that take requests
 * @param resting names of instances that are registered but take nothing new: starting, draining, not ready
 */
record DesiredServers(List<ProxiedServer> ready, Set<String> resting) {

    DesiredServers {
        ready = List.copyOf(ready);
        resting = Set.copyOf(resting);
    }
}
