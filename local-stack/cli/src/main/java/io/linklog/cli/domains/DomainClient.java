package io.linklog.cli.domains;

import io.linklog.cli.options.EtcdClient;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.schemas.rules.DomainRules;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

/** Works on the domains in etcd during one command. Each call waits some seconds at most. */
final class DomainClient implements AutoCloseable {

    private final EtcdClient etcd;
    private final DomainStore domains;

    /** @param etcd is closed with this */
    DomainClient(EtcdClient etcd, DomainRules rules) {
        this.etcd = etcd;
        this.domains = new DomainStore(etcd.etcd(), rules::mistake, InstantSource.system());
    }

    DomainStore domains() {
        return domains;
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
