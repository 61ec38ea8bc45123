/** Texts as people and spreadsheets write them, to dates, numbers and truth values. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.values;
