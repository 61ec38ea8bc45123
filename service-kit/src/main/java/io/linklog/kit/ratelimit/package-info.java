/** How often a client may call: token buckets in memory, shared among the instances of a service. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.ratelimit;
