/** The API for admins who block hosts. */
@NullMarked
package io.linklog.command.blocked;

import org.jspecify.annotations.NullMarked;
