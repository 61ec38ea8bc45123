package io.linklog.projector.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.Tracing;
import io.linklog.projector.Facts;
import io.linklog.projector.TestStores;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The hooks of one test, who gets what they send, and the instances that deliver; all of it ends with the test. */
final class TestHooks implements AutoCloseable {

    private final TestStores stores;
    private final Hooks hooks;
    private final Receiver receiver = new Receiver();
    private final List<Webhooks> running = new ArrayList<>();
    private final List<String> added = new ArrayList<>();

    TestHooks(TestStores stores) throws IOException {
        this.stores = stores;
        this.hooks = new Hooks(stores.etcd());
    }

    Receiver receiver() {
        return receiver;
    }

    /** Quick, and so patient with an endpoint that none is suspended by accident. */
    static WebhookSettings quick() {
        return new WebhookSettings(
                Duration.ofSeconds(10),
                3,
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                4,
                1_000,
                1_000,
                Duration.ofMillis(50),
                Duration.ofMillis(200));
    }

    Webhooks run(String instance, WebhookSettings settings) {
        Webhooks webhooks = new Webhooks(
                stores.etcd(),
                stores.settings().kafka(),
                stores.stores().events(),
                stores.stores().visits(),
                settings,
                URI.create("http://localhost:8080"),
                instance,
                Tracing.off(),
                new SimpleMeterRegistry(),
                new Health());
        running.add(webhooks);
        return webhooks;
    }

    /** One that gets what comes from now on, named after its first code. */
    Hook add(Set<String> types, String... codes) throws Exception {
        return add(receiver, types, codes);
    }

    Hook add(Receiver to, Set<String> types, String... codes) throws Exception {
        Hook hook = new Hook(
                        codes[0].replaceAll("[^a-z]", ""),
                        to.url(),
                        types,
                        Set.of(codes),
                        Set.of(),
                        List.of(Secret.random(new SecureRandom())),
                        Hook.State.ACTIVE,
                        "",
                        Instant.now(),
                        Map.of())
                .at(ends(), Instant.now());
        assertThat(stores.etcd().await(hooks.add(hook))).isTrue();
        added.add(hook.id());
        return hook;
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>(stores.ends());
        ends.keySet().removeIf(partition -> partition.topic().equals(Topics.VISIT_STATS.name()));
        return ends;
    }

    void change(String id, UnaryOperator<Hook> change) throws Exception {
        stores.etcd().await(hooks.change(id, change));
    }

    void remove(String id) throws Exception {
        stores.etcd().await(hooks.remove(id));
    }

    Optional<Hook> stored(String id) throws Exception {
        return stores.etcd().await(hooks.list()).hooks().stream()
                .map(Hooks.Stored::hook)
                .filter(hook -> hook.id().equals(id))
                .findFirst();
    }

    Progress progress(String id) throws Exception {
        List<Progress> all = stores.etcd().await(hooks.progress(id));
        return all.isEmpty() ? Progress.none("none", Instant.EPOCH) : all.get(0);
    }

    /** Waits until no instance delivers to it. */
    void awaitUnserved(Hook hook) {
        Awaitility.await("its group is left")
                .atMost(TestStores.LONG_ENOUGH)
                .until(() -> stores.admin()
                        .describeConsumerGroups(List.of(hook.group()))
                        .all()
                        .get()
                        .get(hook.group())
                        .members()
                        .isEmpty());
    }

    static Set<String> changes() {
        return Set.copyOf(EventView.CHANGES);
    }

    static List<LinkEvent> edits(String code, int versions) {
        Facts facts = Facts.of(code, "https://example.org/1", "t");
        for (int i = 2; i <= versions; i++) {
            facts.edited("https://example.org/" + i, "Title " + i, "t");
        }
        return facts.events();
    }

    @Override
    public void close() throws Exception {
        for (String id : added) {
            remove(id);
        }
        running.forEach(Webhooks::close);
        receiver.close();
    }
}
