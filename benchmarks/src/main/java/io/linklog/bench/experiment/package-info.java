/** The experiments of {@code ./linklog bench}: one class each. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.experiment;
