/**
 * Rollouts of a new version by growing shares of the requests: a pure state machine, its JSON in etcd, and the store
 * that keeps rollout and route together. Who compares the versions is elsewhere.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.canary;
