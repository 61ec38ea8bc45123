/** JMH micro-benchmarks ({@code ./linklog bench jmh}). */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.micro;
