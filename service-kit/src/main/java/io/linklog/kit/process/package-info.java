/** The life cycle of a process: ordered start and stop, health, background loops, and the admin port. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.process;
