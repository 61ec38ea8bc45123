/** Calls the pages that links lead to: only public addresses, bounded in size, time and number. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.pages;
