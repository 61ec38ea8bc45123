/** Hosts that no link may lead to, which admins add while Linklog runs. */
@NullMarked
package io.linklog.mesh.blocked;

import org.jspecify.annotations.NullMarked;
