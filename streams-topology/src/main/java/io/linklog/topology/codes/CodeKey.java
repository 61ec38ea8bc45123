package io.linklog.topology.codes;

import io.linklog.mesh.etcd.Etcd;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret key of the permutation. The first process that ever starts creates it; it never changes. */
final class CodeKey {

    /** The etcd key of version 1: 32 random bytes in Base64. Written once, never changed. */
    private static final String KEY = "/linklog/keys/codes/1";

    private CodeKey() {}

    /**
     * Reads the key from etcd; creates it if there is none.
     *
     * @throws io.linklog.mesh.etcd.EtcdUnavailableException if etcd does not answer
     * @throws IllegalStateException if the stored value is not a key
     */
    static byte[] from(Etcd etcd) throws InterruptedException {
        byte[] fresh = new byte[CodePermutation.KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        String stored = etcd.await(etcd.getOrCreate(KEY, Base64.getEncoder().encodeToString(fresh)))
                .value();
        try {
            byte[] key = Base64.getDecoder().decode(stored);
            if (key.length == CodePermutation.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // reported below; the text is a secret and must not reach a log
        }
        throw new IllegalStateException(
                "etcd key " + KEY + " is not 32 bytes in Base64; restore the key from a backup");
    }
}
