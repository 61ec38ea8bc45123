/** Commands whose work is done by the main class of another module, in a process of its own. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.modules;
