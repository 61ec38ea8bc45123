/**
 * Rollouts of a new version, which gets a growing share of the requests: a pure state machine, its JSON in etcd, and a
 * store that writes a rollout together with its route. The controller that compares the versions is in the sidecar.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.canary;
