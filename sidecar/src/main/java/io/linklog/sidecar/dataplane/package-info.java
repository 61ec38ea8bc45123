/** Keeps a running HAProxy in line with the registry: compares both, plans commands and sends them. */
@NullMarked
package io.linklog.sidecar.dataplane;

import org.jspecify.annotations.NullMarked;
