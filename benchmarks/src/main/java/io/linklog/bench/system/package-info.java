/** The Linklog that is measured: its processes, and the calls and checks that every experiment needs. */
@org.jspecify.annotations.NullMarked
package io.linklog.bench.system;
