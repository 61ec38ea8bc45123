/** HAProxy as a program: its Runtime API, what it says of itself, and the folder of its configuration. */
@NullMarked
package io.linklog.sidecar.haproxy;

import org.jspecify.annotations.NullMarked;
