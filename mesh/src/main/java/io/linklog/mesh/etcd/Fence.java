package io.linklog.mesh.etcd;

/**
 * Admits writes only while a key has the life it had: the key's create revision is compared by etcd in the same
 * transaction as the write. Whoever owns the key by a lease, and lost it without knowing, is refused by etcd itself.
 *
 * @param key which the owner holds
 * @param createRevision the fencing token; a later owner's is greater
 */
public record Fence(String key, long createRevision) {}
