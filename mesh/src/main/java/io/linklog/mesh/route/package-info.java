/** Routes: the shares of requests that the versions of a service get. In etcd, with a local view. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.route;
