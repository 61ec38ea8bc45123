/** Sends the lines of an import in batches, to the instances of command-service or to named addresses. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.delivery;
