/** HTTP calls to a service by its name: an instance chosen, failures met, deadlines kept. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.http;
