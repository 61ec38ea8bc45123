/** Who runs where: registration on a lease of etcd, and a local view of it that goes on when etcd is away. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.registry;
