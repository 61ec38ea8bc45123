/** Passwords of links: their hashes. */
@org.jspecify.annotations.NullMarked
package io.linklog.kit.passwords;
