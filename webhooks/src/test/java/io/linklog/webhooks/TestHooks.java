package io.linklog.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.kit.kafka.LinkFacts;
import io.linklog.kit.kafka.TestLog;
import io.linklog.kit.outbound.HostResolver;
import io.linklog.kit.outbound.OutboundRule;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.Tracing;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.webhooks.call.Caller;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.delivery.DeliverySettings;
import io.linklog.webhooks.delivery.Webhooks;
import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import io.linklog.webhooks.hooks.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** The hooks of one test, their endpoint, and the instances that deliver to them. {@link #close} removes all. */
public final class TestHooks implements AutoCloseable {

    private final TestLog log;
    private final HookStore hooks;
    private final Receiver receiver = new Receiver();
    private final List<Webhooks> running = new ArrayList<>();
    private final List<String> added = new ArrayList<>();

    public TestHooks(TestLog log) throws IOException {
        this.log = log;
        this.hooks = new HookStore(log.etcd());
    }

    public Receiver receiver() {
        return receiver;
    }

    /** Settings with short pauses and a breaker that does not open. */
    public static DeliverySettings quickSettings() {
        return new DeliverySettings(
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

    public Webhooks run(String instance, DeliverySettings settings) {
        return run(instance, settings, log.registry());
    }

    /** Starts an instance that asks another registry for schemas. */
    public Webhooks run(String instance, DeliverySettings settings, SchemaStore registry) {
        return run(instance, settings, registry, new Caller(settings.timeout(), InstantSource.system()));
    }

    /** Starts an instance whose guarded hooks may call what this rule allows. */
    public Webhooks run(String instance, DeliverySettings settings, OutboundRule rule, HostResolver hosts) {
        Caller caller = new Caller(settings.timeout(), InstantSource.system(), rule, hosts);
        return run(instance, settings, log.registry(), caller);
    }

    private Webhooks run(String instance, DeliverySettings settings, SchemaStore registry, Caller caller) {
        Webhooks webhooks = new Webhooks(
                log.etcd(),
                log.kafka(),
                EventReader.open(registry, name -> false, visit -> false, URI.create("http://localhost:8080")),
                settings,
                instance,
                Tracing.off(),
                new SimpleMeterRegistry(),
                new Health(),
                caller);
        running.add(webhooks);
        return webhooks;
    }

    /** Adds a hook that gets later events of these codes; its id is the first code. */
    public Hook add(Set<String> types, String... codes) throws Exception {
        return add(receiver, types, codes);
    }

    public Hook add(Receiver to, Set<String> types, String... codes) throws Exception {
        return add("default", Hook.Origin.OPERATOR, to.url(), types, codes);
    }

    public Hook add(String tenant, Hook.Origin origin, URI url, Set<String> types, String... codes) throws Exception {
        Hook hook = new Hook(
                        codes[0].replaceAll("[^a-z]", ""),
                        tenant,
                        origin,
                        url,
                        types,
                        Set.of(codes),
                        Set.of(),
                        List.of(Secret.random(new SecureRandom())),
                        Hook.State.ACTIVE,
                        "",
                        Instant.now(),
                        Map.of())
                .withRequest(ends(), Instant.now());
        assertThat(log.etcd().await(hooks.add(hook))).isEqualTo(HookStore.Addition.DONE);
        added.add(hook.id());
        return hook;
    }

    private Map<TopicPartition, Long> ends() throws Exception {
        Map<TopicPartition, Long> ends = new HashMap<>();
        log.ends().forEach((partition, end) -> ends.put(partition.onKafka(), end));
        ends.keySet().removeIf(partition -> partition.topic().equals(Topics.VISIT_STATS.name()));
        return ends;
    }

    public void change(String id, UnaryOperator<Hook> change) throws Exception {
        log.etcd().await(hooks.change(id, change));
    }

    public void remove(String id) throws Exception {
        log.etcd().await(hooks.remove(id));
    }

    public Optional<Hook> find(String id) throws Exception {
        return log.etcd().await(hooks.list()).hooks().stream()
                .map(HookStore.Stored::hook)
                .filter(hook -> hook.id().equals(id))
                .findFirst();
    }

    public DeliveryReport report(String id) throws Exception {
        List<DeliveryReport> all = log.etcd().await(hooks.reports(id));
        return all.isEmpty() ? DeliveryReport.none("none", Instant.EPOCH) : all.get(0);
    }

    /** Waits until no instance delivers to a hook. */
    public void awaitUnserved(Hook hook) {
        Awaitility.await("its group has no members")
                .atMost(TestLog.LONG_ENOUGH)
                .until(() -> log.admin()
                        .describeConsumerGroups(List.of(hook.group()))
                        .all()
                        .get()
                        .get(hook.group())
                        .members()
                        .isEmpty());
    }

    public static Set<String> changes() {
        return Set.copyOf(EventView.CHANGES);
    }

    public static List<LinkEvent> edits(String code, int versions) {
        LinkFacts facts = LinkFacts.of(code, "https://example.org/1", "t");
        for (int i = 2; i <= versions; i++) {
            facts.edit("https://example.org/" + i, "Title " + i, "t");
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
