/** Options that several commands share, and the exception that ends a command with one sentence. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.options;
