/**
 * Coordination on etcd. Usable by any Java program: depends on no service and on no other module.
 *
 * <p>Every call has a deadline; no callback of jetcd's event loop runs foreign code, because a blocking call there
 * stalls the whole client.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.etcd;
