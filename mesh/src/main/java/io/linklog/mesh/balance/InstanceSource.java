package io.linklog.mesh.balance;

import io.linklog.mesh.registry.Instance;
import java.util.List;

/** Where a balancer learns of instances; a directory fits by a method reference. Thread-safe. */
@FunctionalInterface
public interface InstanceSource {

    /**
     * What is known of a service now, whatever its state; empty for one nobody knows. Asked on every request: it
     * answers from memory, and with the same immutable list until something changes, because another list object has
     * the balancer worked out anew.
     */
    List<Instance> instances(String service);
}
