/** Hosts that no link may lead to. */
@NullMarked
package io.linklog.command.blocked;

import org.jspecify.annotations.NullMarked;
