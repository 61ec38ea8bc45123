/** Hosts that no link may lead to: those that admins block in etcd, and those of a file. */
@NullMarked
package io.linklog.kit.blocked;

import org.jspecify.annotations.NullMarked;
