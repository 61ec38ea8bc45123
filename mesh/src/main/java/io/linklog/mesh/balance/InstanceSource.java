package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.util.List;

/** Provides the instances of services, for example {@code directory::instances}. Thread-safe. */
@FunctionalInterface
public interface InstanceSource {

    /**
     * The known instances of a service, in any state; empty for an unknown service. Called for every request, so it
     * answers from memory. It returns the same immutable list until something changes, because another list object
     * rebuilds the balancer.
     */
    List<Instance> instances(String service);
}
