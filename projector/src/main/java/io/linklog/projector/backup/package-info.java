/**
 * Backup and restore of what is neither in the log nor rebuilt from it: keys of etcd, the places of limited links, the
 * schemas, the journals of unsent visits, the certificates.
 */
@org.jspecify.annotations.NullMarked
package io.linklog.projector.backup;
