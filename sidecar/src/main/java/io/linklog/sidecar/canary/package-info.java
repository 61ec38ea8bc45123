/**
 * Leads rollouts: compares the metrics of a canary with those of its baseline and changes the canary's share of the
 * requests. Each edge agent runs a controller; one of them is elected leader.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.sidecar.canary;
