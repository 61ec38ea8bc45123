/** The API of keys, for admins. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.keys;
