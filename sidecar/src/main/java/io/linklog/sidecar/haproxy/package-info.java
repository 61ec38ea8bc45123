/** A client of HAProxy: its Runtime API, the state that it reports, and the folder of its configuration. */
@NullMarked
package io.linklog.sidecar.haproxy;

import org.jspecify.annotations.NullMarked;
