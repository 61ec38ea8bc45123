/** A small certificate authority for sidecars, and the command that issues and renews: {@code ./linklog certs}. */
@org.jspecify.annotations.NullMarked
package io.linklog.sidecar.certs;
