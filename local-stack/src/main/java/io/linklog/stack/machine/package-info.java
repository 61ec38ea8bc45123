/** What this computer offers: installed programs, Debian packages, free ports, the user's cache. */
@org.jspecify.annotations.NullMarked
package io.linklog.stack.machine;
