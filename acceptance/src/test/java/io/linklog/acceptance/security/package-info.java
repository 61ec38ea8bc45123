/** Linklog on servers that ask for a user, with the rights that {@code docker/security} grants. */
@org.jspecify.annotations.NullMarked
package io.linklog.acceptance.security;
