/**
 * Chooses the instance for a request. A {@link io.linklog.mesh.balance.BackendPool} follows the instances of one
 * service and lets a {@link io.linklog.mesh.balance.Balancer} choose among the healthy ones. This package uses no
 * network and no threads; time and randomness are passed in.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.balance;
