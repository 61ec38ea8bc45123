/** A certificate authority (CA) for sidecars, and the command that issues and renews certificates. */
@org.jspecify.annotations.NullMarked
package io.linklog.sidecar.certs;
