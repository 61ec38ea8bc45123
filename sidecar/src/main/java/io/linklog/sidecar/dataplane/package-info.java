/** Keeps a running HAProxy at what the registry says: compares both, plans the commands and sends them. */
@NullMarked
package io.linklog.sidecar.dataplane;

import org.jspecify.annotations.NullMarked;
