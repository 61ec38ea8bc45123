/** Load generators, and what they measure while they run: latencies and CPU time. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.load;
