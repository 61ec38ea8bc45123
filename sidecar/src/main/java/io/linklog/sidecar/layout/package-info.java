/** What HAProxy consists of: the configuration file, backends and servers of an edge and of a sidecar. */
@NullMarked
package io.linklog.sidecar.layout;

import org.jspecify.annotations.NullMarked;
