/**
 * Leads rollouts: compares a canary with its baseline by what their instances say of themselves, and moves its share of
 * the requests. Runs in every edge agent; one is elected.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.sidecar.canary;
