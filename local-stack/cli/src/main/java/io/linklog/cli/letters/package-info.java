/** Dead letters: which there are and why, and how those of commands return to their topic. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.letters;
