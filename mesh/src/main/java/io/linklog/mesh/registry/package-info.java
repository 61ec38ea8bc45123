/**
 * The service registry: registrations on leases of etcd, a local view that works without etcd, and leader elections.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.registry;
