/**
 * Which instance takes a request. A {@link io.linklog.mesh.balance.BackendPool} follows the instances of one service
 * and asks a {@link io.linklog.mesh.balance.Balancer} among those in good health. No network and no thread of its own:
 * time and randomness are passed in.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.balance;
