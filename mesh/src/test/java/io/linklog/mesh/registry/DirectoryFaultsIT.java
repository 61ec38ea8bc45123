package io.linklog.mesh.registry;

import static io.linklog.mesh.etcd.Patience.RECHECK;
import static io.linklog.mesh.etcd.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.mesh.etcd.PatientEtcd;
import io.linklog.mesh.etcd.Proxy;
import io.linklog.stack.LocalStack;
import io.linklog.stack.Server;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Faults of etcd and the network around a directory. Each test has its own stack, which it kills and stops. */
@Execution(ExecutionMode.CONCURRENT)
class DirectoryFaultsIT {

    private static final int ROUNDS = Integer.getInteger("linklog.mesh.rounds", 3);
    private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("linklog.mesh.away", 6));
    private static final long SEED = Long.getLong("linklog.mesh.seed", System.nanoTime());

    @TempDir
    private Path folder;

    private LocalStack stack;
    private Proxy proxy;
    private Etcd writer;
    private Etcd follower;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, Instance> heard = new ConcurrentHashMap<>();

    @BeforeEach
    void start() throws Exception {
        stack = LocalStack.builder(folder).with(Server.ETCD).start();
        proxy = new Proxy(URI.create(stack.etcdEndpoint()).getPort());
        writer = PatientEtcd.at(stack.etcdEndpoint());
        follower = new Etcd(EtcdSettings.of(URI.create(proxy.endpoint())));
    }

    @AfterEach
    void end() throws Exception {
        follower.close();
        writer.close();
        proxy.close();
        stack.close();
    }

    @Test
    void theViewEqualsEtcdAfterAnyFault() throws Exception {
        Random random = new Random(SEED);
        System.out.printf("%d rounds, seed %d%n", ROUNDS, SEED);
        // never held: the view must be exactly etcd's content. The recheck is disabled, so the test is of the watch
        DirectorySettings settings =
                DirectorySettings.all().holdFor(Duration.ZERO).recheckEvery(Duration.ofHours(1));
        try (ServiceDirectory directory = new ServiceDirectory(follower, settings, meters)) {
            directory.listen(this::hear);
            directory.whenFollowed().get();
            long slowest = 0;
            for (int round = 0; round < ROUNDS; round++) {
                String fault = fault(random);
                long begin = System.nanoTime();
                await(fault + " in round " + round + " of seed " + SEED)
                        .atMost(Duration.ofSeconds(40))
                        .pollInterval(Duration.ofMillis(20))
                        .ignoreExceptions()
                        .until(() -> directory.services().equals(content()));
                slowest = Math.max(slowest, System.nanoTime() - begin);
                await().until(() -> heard.equals(flat(directory.services())));
            }
            System.out.printf("Equal again after %d ms at most; lists: %.0f%n", slowest / 1_000_000, lists());
            assertThat(meters.get("linklog.registry.divergence").counter().count())
                    .isZero();
        }
    }

    private String fault(Random random) throws Exception {
        int kind = random.nextInt(10);
        if (kind < 3) {
            write(random, 5);
            proxy.cut();
            write(random, 5);
            return "cut";
        }
        if (kind < 7) {
            proxy.refuse(true);
            write(random, 10);
            compact();
            write(random, random.nextInt(3));
            proxy.refuse(false);
            return "cut off and compacted";
        }
        if (kind < 9) {
            proxy.pause();
            write(random, 10);
            Thread.sleep(random.nextInt(300));
            if (random.nextBoolean()) {
                compact();
            }
            proxy.resume();
            write(random, 2);
            return "paused";
        }
        write(random, 5);
        stack.kill(Server.ETCD);
        stack.start(Server.ETCD);
        write(random, 5);
        return "etcd killed";
    }

    @Test
    void lookupsWorkWhileEtcdIsUnavailableAndTheViewCatchesUpAfterwards() throws Exception {
        put(Instances.up("away", "i-1"));
        DirectorySettings settings = DirectorySettings.all().only("away");
        try (ServiceDirectory directory = new ServiceDirectory(follower, settings, meters)) {
            directory.whenFollowed().get();
            stack.kill(Server.ETCD);
            long end = System.nanoTime() + AWAY.toNanos();
            long lookups = 0;
            while (System.nanoTime() < end) {
                assertThat(directory.up("away")).hasSize(1);
                lookups++;
                // yields the processors
                LockSupport.parkNanos(100_000);
            }
            stack.start(Server.ETCD);
            long back = System.nanoTime();
            await().ignoreExceptions().until(() -> {
                put(Instances.up("away", "i-2"));
                return true;
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> directory.up("away").size() == 2);
            System.out.printf(
                    "%d lookups while etcd was away; followed %d ms after it was back%n",
                    lookups, (System.nanoTime() - back) / 1_000_000);
        }
    }

    @Test
    void startsFromTheSnapshotWithoutEtcdAndReportsItsAge() throws Exception {
        Path file = folder.resolve("snapshot/directory.json");
        DirectorySettings settings = DirectorySettings.all().only("cold").snapshotIn(file);
        put(Instances.up("cold", "i-1"));
        put(Instances.up("cold", "i-2"));
        put(Instances.up("cold", "i-3"));
        try (ServiceDirectory directory = new ServiceDirectory(follower, settings, meters)) {
            directory.whenFollowed().get();
        }
        proxy.refuse(true);
        try (ServiceDirectory directory = new ServiceDirectory(follower, settings, meters)) {
            assertThat(directory.up("cold")).hasSize(3);
            assertThat(directory.age()).isPresent();
            assertThat(meters.get("linklog.registry.age").gauge().value()).isBetween(0.0, 60.0);

            writer.await(writer.delete(Instances.KEYS.instance("cold", "i-1")));
            writer.await(writer.delete(Instances.KEYS.instance("cold", "i-2")));
            proxy.refuse(false);
            // no hold: an old file is no evidence against etcd
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> directory.up("cold").size() == 1);
        }
    }

    @Test
    void holdsMostOfAServiceForABoundedTimeButNotDrainingInstances() throws Exception {
        DirectorySettings settings = DirectorySettings.all().only("held").holdFor(Duration.ofSeconds(4));
        for (int i = 0; i < 6; i++) {
            put(Instances.up("held", "i-" + i));
        }
        try (ServiceDirectory directory = new ServiceDirectory(follower, settings, meters)) {
            directory.whenFollowed().get();
            put(Instances.up("held", "i-5").withState(InstanceState.DRAINING));
            writer.await(writer.delete(Instances.KEYS.instance("held", "i-5")));
            await().until(() -> directory.instances("held").size() == 5);

            long begin = System.nanoTime();
            for (int i = 0; i < 4; i++) {
                writer.await(writer.delete(Instances.KEYS.instance("held", "i-" + i)));
            }
            await().until(() -> meters.get("linklog.registry.held").gauge().value() == 4);
            assertThat(directory.up("held")).hasSize(5);
            // one returns, the others do not
            put(Instances.up("held", "i-0"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> directory.up("held").size() == 2);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(3_500));
        }
    }

    @Test
    void theRecheckFindsAChangeThatTheWatchLost() throws Exception {
        put(Instances.up("checked", "i-1"));
        DirectorySettings settings = DirectorySettings.all().only("checked").recheckEvery(RECHECK);
        try (ServiceDirectory directory = new ServiceDirectory(follower, settings, meters)) {
            directory.whenFollowed().get();
            put(Instances.up("checked", "i-2"));
            await().until(() -> directory.up("checked").size() == 2);
            // as if the watch had delivered this
            directory.simulateChange(Instances.item(Instances.up("checked", "i-9"), 1));
            assertThat(directory.up("checked")).hasSize(3);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> directory.up("checked").size() == 2);
            assertThat(meters.get("linklog.registry.divergence").counter().count())
                    .isEqualTo(1);
        }
    }

    @Test
    void followsARecreatedEtcdAndRegistersAgain() throws Exception {
        // the generation is a revision of etcd; this makes it differ after etcd starts empty
        for (int i = 0; i < 50; i++) {
            put(Instances.up("other", "i-1"));
        }
        try (Etcd restarted = new Etcd(EtcdSettings.of(URI.create(stack.etcdEndpoint())));
                Registration registration =
                        new Registration(restarted, Instances.up("anew", "i-1"), Duration.ofSeconds(3), meters);
                ServiceDirectory directory =
                        new ServiceDirectory(follower, DirectorySettings.all().only("anew"), meters)) {
            Instance first = registration.whenRegistered().get();
            await().until(() -> directory.up("anew").equals(List.of(first)));

            stack.kill(Server.ETCD);
            Path data = stack.folder().resolve("data/etcd");
            Files.move(data, data.resolveSibling("etcd-of-before"));
            stack.start(Server.ETCD);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> registration.current().orElseThrow().generation() != first.generation());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> directory
                            .up("anew")
                            .equals(List.of(registration.current().orElseThrow())));
        }
    }

    private void hear(InstanceChange change) {
        Instance instance = change.instance();
        String name = instance.service() + "/" + instance.id();
        boolean known = heard.containsKey(name);
        if (known == (change.kind() == InstanceChange.Kind.ADDED)) {
            heard.put("wrong order: " + change, instance);
        }
        if (change.kind() == InstanceChange.Kind.REMOVED) {
            heard.remove(name);
        } else {
            heard.put(name, instance);
        }
    }

    private void write(Random random, int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            Instance instance = Instances.up("s-" + random.nextInt(3), "i-" + random.nextInt(8));
            String key = Instances.KEYS.instance(instance.service(), instance.id());
            switch (random.nextInt(8)) {
                case 0, 1 -> retried(key, null);
                case 2 -> retried(key, "malformed " + random.nextInt());
                default ->
                    retried(
                            key,
                            InstanceJson.write(instance.withState(
                                    List.of(InstanceState.values()).get(random.nextInt(4)))));
            }
        }
    }

    private void put(Instance instance) throws InterruptedException {
        retried(Instances.KEYS.instance(instance.service(), instance.id()), InstanceJson.write(instance));
    }

    /** @param value null to delete */
    private void retried(String key, String value) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
            writer.await(
                    value == null
                            ? writer.transaction().delete(key).commit()
                            : writer.transaction().put(key, value).commit());
            return true;
        });
    }

    private void compact() throws Exception {
        try (Client client = Client.builder().endpoints(stack.etcdEndpoint()).build()) {
            long now = client.getKVClient()
                    .get(ByteSequence.from("/", UTF_8))
                    .get()
                    .getHeader()
                    .getRevision();
            client.getKVClient().compact(now).get();
        }
    }

    private Map<String, List<Instance>> content() throws Exception {
        Map<String, List<Instance>> content = new TreeMap<>();
        for (Etcd.Entry item :
                writer.await(writer.list(Instances.KEYS.services())).entries()) {
            try {
                Instance instance = InstanceJson.read(Instances.KEYS, item);
                content.computeIfAbsent(instance.service(), service -> new ArrayList<>())
                        .add(instance);
            } catch (MalformedValueException e) {
                // like the directory
            }
        }
        return content;
    }

    private static Map<String, Instance> flat(Map<String, List<Instance>> services) {
        Map<String, Instance> flat = new TreeMap<>();
        services.values()
                .forEach(instances ->
                        instances.forEach(instance -> flat.put(instance.service() + "/" + instance.id(), instance)));
        return flat;
    }

    private double lists() {
        return meters.get("linklog.registry.lists").counter().count();
    }
}
