package io.linklog.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.kit.process.Closer;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.sidecar.haproxy.Haproxy;
import io.linklog.sidecar.haproxy.ServerState;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users notice nothing when the edge's etcd or its agent dies. This test has its own etcd. */
final class EdgeOutageIT {

    private static final String QUERY = "query-service";

    @TempDir
    private Path folder;

    private final Closer closer = new Closer();
    private LocalStack stack;
    private Etcd etcd;

    @BeforeEach
    void start() {
        stack = closer.add(
                "stack",
                LocalStack.builder(folder.resolve("stack")).with(Server.ETCD).start());
        etcd = closer.add("etcd", new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint()))));
    }

    @AfterEach
    void close() throws Exception {
        closer.close();
    }

    private TestInstance instance(String id) throws Exception {
        return closer.add(id, TestInstance.start(etcd, QUERY, id));
    }

    @Test
    void requestsContinueWithoutEtcdAndTheAgentCatchesUpWhenItReturns() throws Exception {
        TestInstance first = instance("q-1");
        instance("q-2");
        TestEdge edge = closer.add("edge", TestEdge.start(folder, stack.etcdEndpoint()));
        edge.awaitServing(QUERY, "q-2");
        Haproxy.Life haproxy = edge.haproxy().process();
        try (Load load = Load.on(edge)) {
            stack.kill(Server.ETCD);
            goesOn(load);
            stack.start(Server.ETCD);
            instance("q-3");
            edge.awaitServing(QUERY, "q-3");
            first.become(InstanceState.DRAINING);
            awaitDraining(edge, "q-1");
            goesOn(load);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(edge.haproxy().process()).isEqualTo(haproxy);
        assertThat(edge.meter("linklog_sidecar_commands_refused_total")).isZero();
    }

    @Test
    void requestsContinueWhenTheAgentIsKilledAndTheNextOneCatchesUp() throws Exception {
        TestInstance first = instance("q-1");
        instance("q-2");
        TestEdge edge = closer.add("edge", TestEdge.startApart(folder, stack.etcdEndpoint()));
        edge.awaitServing(QUERY, "q-2");
        Haproxy.Life haproxy = edge.haproxy().process();
        try (Load load = Load.on(edge)) {
            edge.killAgent();
            first.become(InstanceState.DRAINING);
            instance("q-3");
            goesOn(load);
            assertThat(edge.server(QUERY, "q-3")).as("nobody tells HAProxy").isEmpty();
            edge.startAgentApart();
            edge.awaitServing(QUERY, "q-3");
            awaitDraining(edge, "q-1");
            goesOn(load);
            assertThat(load.failures()).isEmpty();
        }
        assertThat(edge.haproxy().process()).isEqualTo(haproxy);
    }

    private static void goesOn(Load load) {
        long before = load.answeredBy("q-2");
        await().atMost(TestEdge.PATIENCE).until(() -> load.answeredBy("q-2") > before + 200);
    }

    private static void awaitDraining(TestEdge edge, String id) {
        await().atMost(TestEdge.PATIENCE)
                .until(() ->
                        edge.server(QUERY, id).filter(ServerState::isDraining).isPresent());
    }
}
