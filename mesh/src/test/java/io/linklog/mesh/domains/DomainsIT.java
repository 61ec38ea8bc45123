package io.linklog.mesh.domains;

import static io.linklog.mesh.etcd.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.stack.Server;
import io.linklog.stack.SharedStack;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainsIT {

    private static final Domain.Targets BASE =
            new Domain.Targets(Optional.of("https://example.org/"), Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    private final Etcd etcd = PatientEtcd.at(SharedStack.with(Server.ETCD).etcdEndpoint());
    private final DomainStore store = new DomainStore(
            etcd,
            (checked, targets, isDomain) -> targets.values().stream().anyMatch(isDomain)
                    ? Optional.of("a target is a domain")
                    : Optional.empty(),
            InstantSource.system());
    private final String name = "d" + UUID.randomUUID().toString().substring(0, 8) + ".example.org";

    @AfterEach
    void close() throws Exception {
        etcd.await(etcd.delete(DomainJson.path(name)));
        etcd.close();
    }

    private DomainBook book(Etcd from, String snapshot) {
        return new DomainBook(from, folder.resolve(snapshot), new SimpleMeterRegistry());
    }

    @Test
    void aDomainWorksWhenItIsAddedAndNotWhenItIsRemovedAndItsTenantGetsItBack() throws Exception {
        try (DomainBook book = book(etcd, "a.json")) {
            Domain added = etcd.await(store.add(name, "blue", BASE));
            await().until(() -> added.equals(book.find(name)));
            assertThat(etcd.await(store.list())).contains(added);
            etcd.await(store.setTargets(name, before -> Domain.Targets.NONE));
            await().until(() -> book.find(name).targets().equals(Domain.Targets.NONE));

            assertThat(etcd.await(store.remove(name))).isPresent();
            await().until(() -> book.find(name) == null);
            assertThat(etcd.await(store.remove(name))).isEmpty();
            assertThat(etcd.await(store.get(name)).orElseThrow().works()).isFalse();
            assertThat(etcd.await(store.setTargets(name, before -> BASE))).isEmpty();

            etcd.await(store.add(name, "blue", BASE));
            await().until(() -> added.equals(book.find(name)));
        }
    }

    @Test
    void anotherTenantNeverGetsADomainNorItsLinks() throws Exception {
        etcd.await(store.add(name, "blue", BASE));
        assertThatThrownBy(() -> etcd.await(store.add(name, "red", BASE))).hasMessageContaining("is taken");
        assertThatThrownBy(() -> etcd.await(store.add(name, "blue", BASE))).hasMessageContaining("already");
        etcd.await(store.remove(name));
        assertThatThrownBy(() -> etcd.await(store.add(name, "red", BASE))).hasMessageContaining("is taken");
    }

    @Test
    void aReleasedDomainIsOfTheNextTenantThatAddsIt() throws Exception {
        assertThat(etcd.await(store.release(name))).isEmpty();
        etcd.await(store.add(name, "blue", BASE));
        assertThatThrownBy(() -> etcd.await(store.release(name))).hasMessageContaining("remove it first");
        etcd.await(store.remove(name));
        try (DomainBook book = book(etcd, "c.json")) {
            Domain released = etcd.await(store.release(name)).orElseThrow();
            assertThat(released.releasedAt()).isPresent();
            assertThat(etcd.await(store.release(name))).as("a repeat").contains(released);
            assertThat(etcd.await(store.remove(name))).isEmpty();
            Domain next = etcd.await(store.add(name, "red", Domain.Targets.NONE));
            assertThat(next.tenant()).isEqualTo("red");
            assertThat(next.releasedAt()).isEmpty();
            await().until(() -> next.equals(book.find(name)));
            assertThatThrownBy(() -> etcd.await(store.add(name, "blue", BASE))).hasMessageContaining("is taken");
        }
    }

    @Test
    void aTargetIsCheckedAgainstAllDomainsAlsoRemovedOnes() throws Exception {
        Domain.Targets loop = new Domain.Targets(Optional.of(name), Optional.empty(), Optional.empty());
        etcd.await(store.add(name, "blue", BASE));
        assertThatThrownBy(() -> etcd.await(store.setTargets(name, before -> loop)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasRootCauseMessage("a target is a domain");
        assertThat(etcd.await(store.get(name)).orElseThrow().targets()).isEqualTo(BASE);
        etcd.await(store.remove(name));
        assertThatThrownBy(() -> etcd.await(store.add("other.example.org", "blue", loop)))
                .hasRootCauseMessage("a target is a domain");
        assertThat(etcd.await(store.get("other.example.org"))).isEmpty();
    }

    @Test
    void aTenantHasABoundedNumberOfDomains() throws Exception {
        String tenant = "t-" + name.substring(1, 9);
        try {
            for (int i = 0; i < DomainStore.MOST_OF_TENANT; i++) {
                etcd.await(store.add(i + name, tenant, Domain.Targets.NONE));
            }
            etcd.await(store.remove("0" + name));
            assertThatThrownBy(() -> etcd.await(store.add(name, tenant, Domain.Targets.NONE)))
                    .hasMessageContaining("100 domains already");
            etcd.await(store.add("0" + name, tenant, BASE));
            etcd.await(store.add(name, "blue", BASE));
        } finally {
            for (int i = 0; i < DomainStore.MOST_OF_TENANT; i++) {
                etcd.await(etcd.delete(DomainJson.path(i + name)));
            }
        }
    }

    @Test
    void aDomainThatEtcdLosesIsWrittenBackAndTheSnapshotServesWithoutEtcd() throws Exception {
        Domain added = etcd.await(store.add(name, "blue", BASE));
        try (DomainBook book = book(etcd, "b.json")) {
            await().until(() -> added.equals(book.find(name)));
            etcd.await(etcd.delete(DomainJson.path(name)));
            await().until(() -> etcd.await(store.get(name)).isPresent());
            assertThat(book.find(name)).isEqualTo(added);
        }
        try (Etcd away = PatientEtcd.at("http://127.0.0.1:1");
                DomainBook book = book(away, "b.json")) {
            assertThat(book.find(name)).isEqualTo(added);
        }
    }
}
