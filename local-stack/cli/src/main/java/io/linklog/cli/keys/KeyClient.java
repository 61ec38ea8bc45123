package io.linklog.cli.keys;

import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyText;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Works on the keys in etcd during one command. Each call waits some seconds at most. */
final class KeyClient implements AutoCloseable {

    private final EtcdClient etcd;
    private final ApiKeyStore keys;

    /** @param etcd is closed with this */
    KeyClient(EtcdClient etcd) {
        this.etcd = etcd;
        this.keys = new ApiKeyStore(etcd.etcd(), new SecureRandom(), InstantSource.system());
    }

    ApiKeyStore keys() {
        return keys;
    }

    /**
     * Checks an id that a person typed.
     *
     * @throws Failure when it is none; the message does not repeat it, because it may be a whole key
     */
    static String requireId(String typed) {
        if (!KeyText.isId(typed)) {
            throw new Failure(
                    2,
                    "That is not the id of a key; ./linklog keys list shows them. An id is the part of a key between"
                            + " the underscores. A whole key does not belong on a command line, which every user of the"
                            + " machine can read.",
                    null);
        }
        return typed;
    }

    static Failure unknown(String id) {
        return new Failure("There is no key " + id + "; ./linklog keys list shows all.", null);
    }

    /** As {@link EtcdClient#await}. */
    <T> T await(CompletableFuture<T> call) {
        return etcd.await(call);
    }

    @Override
    public void close() {
        etcd.close();
    }
}
