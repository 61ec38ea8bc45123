package io.linklog.kit.access;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyPaths;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.linklog.stack.LocalStack;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * API keys in the etcd of a stack, for tests of a service that follows them. Close it after the service, which would
 * write them back.
 */
public final class IssuedKeys implements AutoCloseable {

    private final Etcd etcd;
    private final ApiKeyStore store;
    private final List<String> ids = new ArrayList<>();

    public IssuedKeys(LocalStack stack) {
        etcd = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())).within(Duration.ofSeconds(30)));
        store = new ApiKeyStore(etcd, new SecureRandom(), InstantSource.system());
    }

    /** A new key of the tenant default. The service learns of it a little later. */
    public KeyText issue(Role role) throws Exception {
        return issue("default", role);
    }

    /** The same of any tenant. */
    public KeyText issue(String tenant, Role role) throws Exception {
        KeyText text = etcd.await(store.create(
                        new ApiKeyStore.Request("for a test", tenant, role, Optional.empty(), Optional.empty())))
                .text();
        removeAtEnd(text.id());
        return text;
    }

    /** Removes a key at the end, also one that the service itself has made. */
    public void removeAtEnd(String id) {
        ids.add(id);
    }

    public void revoke(KeyText key) throws Exception {
        etcd.await(store.revoke(key.id()));
    }

    @Override
    public void close() throws Exception {
        for (String id : ids) {
            etcd.await(etcd.delete(KeyPaths.of(id)));
        }
        etcd.close();
    }
}
