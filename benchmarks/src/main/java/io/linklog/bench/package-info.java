/** The load harness: performance figures, each measured as a ratio to a reference in the same run. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench;
