/** What {@code ./linklog import} tells people: the result of each line, the summary and the progress. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.report;
