package io.linklog.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.settings.Env;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkCommand;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.linklog.topology.codes.CodeKey;
import io.linklog.topology.codes.CodeKeyTopic;
import io.linklog.topology.decision.Commands;
import io.linklog.topology.rebuild.links.LinkEvents;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** etcd is away; then it loses all keys: while the topology runs, and while it is down. */
class EtcdLostIT {

    private static final String KEY = "/linklog/keys/codes/1";
    private static final String NEXT_ID = "/linklog/ids/next";
    /** 32 bytes in Base64. */
    private static final String ANOTHER_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    Path folder;

    private final List<String> given = new ArrayList<>();
    // of the generated codes in the log
    private long highestId;

    @Test
    void createsGoOnWhileEtcdIsAwayAndAfterItLostAllAndNoStartMakesANewKey() throws Exception {
        try (LocalStack stack = LocalStack.builder(folder.resolve("stack"))
                .with(Server.KAFKA, Server.REGISTRY, Server.ETCD)
                .start()) {
            String key;
            try (TopologyInstance instance = TopologyInstance.start(
                    stack, folder.resolve("state"), "etcd-lost", Map.of("LINKLOG_ID_RESERVE", "7d"))) {
                createsGoOnWhileEtcdIsAway(stack, instance);
                key = surviveALossWhileRunning(stack);
                assertThat(instance.health.deaths()).isEmpty();
            }
            anOlderCounterIsRaisedAboveTheLogAtTheStart(stack);
            wipe(stack);
            try (Etcd etcd = etcd(stack)) {
                assertThatThrownBy(() -> open(stack, etcd))
                        .isInstanceOf(CodeKey.LostKeyException.class)
                        .hasMessageContaining("./linklog restore");
                assertThat(etcd.await(etcd.get(KEY))).isEmpty();

                etcd.await(etcd.compareAndSet(KEY, Etcd.ABSENT, ANOTHER_KEY));
                assertThatThrownBy(() -> open(stack, etcd))
                        .isInstanceOf(CodeKey.LostKeyException.class)
                        .hasMessageContaining("./linklog restore");

                etcd.await(etcd.delete(KEY));
                etcd.await(etcd.compareAndSet(KEY, Etcd.ABSENT, key));
                open(stack, etcd);
            }
        }
    }

    private static void createsGoOnWhileEtcdIsAway(LocalStack stack, TopologyInstance instance) throws Exception {
        try (TopologyClient wire = new TopologyClient(stack)) {
            assertThat(codes(wire, 10)).doesNotHaveDuplicates();
            stack.kill(Server.ETCD);
            // two segments last seven days at 0.3 creates/s only, so a lease is wanted, and fails
            assertThat(codes(wire, 1_000)).doesNotHaveDuplicates().doesNotContainNull();
            await().until(() ->
                    instance.metrics.counter("linklog.ids.lease.failures").count() > 0);
            double before = remaining(instance);
            stack.start(Server.ETCD);
            await().until(() -> remaining(instance) > before);
            assertThat(instance.health.readinessProblems()).containsOnlyKeys("process");
        }
    }

    private static double remaining(TopologyInstance instance) {
        return instance.metrics.get("linklog.ids.remaining").gauge().value();
    }

    private String surviveALossWhileRunning(LocalStack stack) throws Exception {
        try (Etcd etcd = etcd(stack);
                TopologyClient wire = new TopologyClient(stack)) {
            List<String> before = codes(wire, 50);
            String key = value(etcd, KEY);
            long counter = Long.parseLong(value(etcd, NEXT_ID));

            wipe(stack);
            await().until(() -> value(etcd, KEY).equals(key));
            await().until(() -> Long.parseLong(value(etcd, NEXT_ID)) >= counter);

            long revision = etcd.await(etcd.get(NEXT_ID)).orElseThrow().modRevision();
            etcd.await(etcd.compareAndSet(NEXT_ID, revision, "7"));
            await().until(() -> Long.parseLong(value(etcd, NEXT_ID)) >= counter);

            assertThat(codes(wire, 500))
                    .doesNotHaveDuplicates()
                    .doesNotContainNull()
                    .doesNotContainAnyElementsOf(before);
            given.addAll(before);
            highestId = wire.events.stream()
                    .mapToLong(event -> LinkEvents.id(event.value()))
                    .max()
                    .orElseThrow();
            return key;
        }
    }

    private void anOlderCounterIsRaisedAboveTheLogAtTheStart(LocalStack stack) throws Exception {
        try (Etcd etcd = etcd(stack)) {
            long revision = etcd.await(etcd.get(NEXT_ID)).orElseThrow().modRevision();
            etcd.await(etcd.compareAndSet(NEXT_ID, revision, "7"));
            try (TopologyInstance instance = TopologyInstance.start(stack, folder.resolve("again"), "etcd-older");
                    TopologyClient wire = new TopologyClient(stack)) {
                await().until(() -> Long.parseLong(value(etcd, NEXT_ID)) > highestId);
                assertThat(codes(wire, 50)).doesNotHaveDuplicates().doesNotContainAnyElementsOf(given);
            }
        }
    }

    /** As a start does. */
    private static void open(LocalStack stack, Etcd etcd) throws Exception {
        CodeKey.open("etcd", etcd, new CodeKeyTopic(KafkaSettings.from(new Env(stack.environment()))));
    }

    private static void wipe(LocalStack stack) throws Exception {
        stack.kill(Server.ETCD);
        Utils.delete(stack.folder().resolve("data/etcd").toFile());
        stack.start(Server.ETCD);
    }

    private static Etcd etcd(LocalStack stack) {
        return new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())));
    }

    private static String value(Etcd etcd, String key) throws InterruptedException {
        return etcd.await(etcd.get(key)).map(Etcd.Entry::value).orElse("0");
    }

    private static org.awaitility.core.ConditionFactory await() {
        // gRPC backs off to a connection attempt every two minutes
        return Awaitility.await().atMost(Duration.ofMinutes(3)).ignoreExceptions();
    }

    private static List<String> codes(TopologyClient wire, int count) {
        List<LinkCommand> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            LinkCommand command = Commands.of(Commands.create("https://example.org/" + i));
            commands.add(command);
            wire.send(command);
        }
        return commands.stream()
                .map(c -> ((Accepted) wire.outcome(c.getCommandId()).getResult())
                        .getLink()
                        .getCode())
                .toList();
    }
}
