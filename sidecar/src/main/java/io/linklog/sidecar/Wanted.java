package io.linklog.sidecar;

import java.util.List;
import java.util.Set;

/**
 * What the registry says of one pool.
 *
 * @param ready servers that take requests
 * @param resting names of instances that are registered but take nothing new: starting, draining, not ready
 */
record Wanted(List<Server> ready, Set<String> resting) {

    Wanted {
        ready = List.copyOf(ready);
        resting = Set.copyOf(resting);
    }
}
