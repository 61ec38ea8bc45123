/** {@code ./linklog export}: all links as a file that import reads. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.exporting;
