/** Commands that run the main class of another module, or a tool of Kafka, in a process of its own. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.modules;
