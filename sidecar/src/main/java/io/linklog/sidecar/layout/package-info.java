/** The configuration of HAProxy for each role: its files, backends and servers. */
@NullMarked
package io.linklog.sidecar.layout;

import org.jspecify.annotations.NullMarked;
