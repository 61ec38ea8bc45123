/** HTTP calls to services by name, with load balancing, retries, deadlines and circuit breakers. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.http;
