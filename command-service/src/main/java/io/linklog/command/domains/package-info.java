/** The API of short domains, for admins. */
@org.jspecify.annotations.NullMarked
package io.linklog.command.domains;
