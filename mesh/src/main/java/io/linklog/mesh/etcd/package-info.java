/**
 * A client for etcd: calls with deadlines, transactions, leases, and watches that survive faults.
 *
 * <p>Callbacks of jetcd only hand work to other threads: a callback that blocks would stall the whole client.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.etcd;
