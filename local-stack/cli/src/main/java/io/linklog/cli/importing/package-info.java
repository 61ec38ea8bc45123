/** {@code ./linklog import}: links from a file, each exactly once however often it is killed and run again. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing;
