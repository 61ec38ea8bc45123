package io.linklog.mesh.keys;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.MalformedValueException;
import java.util.ArrayList;
import java.util.List;

/** A key as it was read from etcd. */
record StoredKey(ApiKey key, long modRevision) {

    /** The keys of a listing. Values that are no key are left out. */
    static List<StoredKey> all(Etcd.Listing listing) {
        List<StoredKey> keys = new ArrayList<>();
        for (Etcd.Entry entry : listing.entries()) {
            try {
                keys.add(new StoredKey(ApiKeyJson.read(entry), entry.modRevision()));
            } catch (MalformedValueException e) {
                // KeyBook logs it
            }
        }
        return keys;
    }
}
