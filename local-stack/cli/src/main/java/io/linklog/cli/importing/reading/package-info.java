/** Bytes of a file to rows: encodings, CSV, JSON, SQL dumps and lists of URLs. Knows no tool. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.reading;
