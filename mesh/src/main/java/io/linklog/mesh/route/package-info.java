/** Which version of a service gets which share of its requests: routes in etcd, and a local view of them. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.route;
