/** The short domains of tenants, which etcd holds and every service follows. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.domains;
