/** The life of a process: ordered start and stop, health, background loops, and the admin port that shows them. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.process;
