/** The HTTP answers: from an outcome of the topology, or a problem without one. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.answer;
