/** API keys in etcd: their text, their roles, where they are stored, and a view of all of them that is kept current. */
@org.jspecify.annotations.NullMarked
package io.linklog.mesh.keys;
