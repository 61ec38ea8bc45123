/** The figures of a run: samples, rounds, goals, and the report that prints and keeps them. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.report;
