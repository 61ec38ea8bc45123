/** Checks of the pages in {@code docs/} that need no running system, and the generator of the page of settings. */
@org.jspecify.annotations.NullMarked
package io.linklog.acceptance.pages;
