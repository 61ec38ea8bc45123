/** Files that serve links without Linklog: {@code ./linklog export --static}. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.exporting.site;
