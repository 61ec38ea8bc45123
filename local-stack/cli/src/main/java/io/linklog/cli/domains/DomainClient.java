package io.linklog.cli.domains;

import io.linklog.cli.options.EtcdClient;
import io.linklog.mesh.domains.DomainCheck;
import io.linklog.mesh.domains.DomainStore;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Works on the domains in etcd during one command. Each call waits some seconds at most. */
final class DomainClient implements AutoCloseable {

    private final EtcdClient etcd;
    private final OwnHostOptions hosts;

    /** @param etcd is closed with this */
    DomainClient(EtcdClient etcd, OwnHostOptions hosts) {
        this.etcd = etcd;
        this.hosts = hosts;
    }

    /** Reads and removes. */
    DomainStore domains() {
        return new DomainStore(etcd.etcd(), DomainCheck.NONE, InstantSource.system());
    }

    /** Adds and changes. */
    DomainStore checkedDomains() {
        return new DomainStore(etcd.etcd(), hosts.rules(etcd)::mistake, InstantSource.system());
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
