package io.linklog.mesh.etcd;

/**
 * Admits writes only while a key still has a certain create revision. etcd compares it in the same transaction as the
 * write. So etcd itself refuses the writes of an owner that lost its key, and its lease, without noticing.
 *
 * @param key the key that the owner holds
 * @param createRevision the fencing token; a later owner has a greater one
 */
public record Fence(String key, long createRevision) {}
