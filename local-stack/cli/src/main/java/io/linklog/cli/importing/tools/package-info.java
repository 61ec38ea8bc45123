/** What the columns and members of each shortener's export mean for a link. */
@org.jspecify.annotations.NullMarked
package io.linklog.cli.importing.tools;
