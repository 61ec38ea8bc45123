package io.linklog.webhooks.delivery;

import io.linklog.kit.kafka.DeadLetterProducer;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.PrefixView;
import io.linklog.schemas.topics.Topics;
import io.linklog.webhooks.call.Caller;
import io.linklog.webhooks.call.EventReader;
import io.linklog.webhooks.call.TracedCaller;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import io.linklog.webhooks.letters.LetterWriter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks of a process: a {@link HookRun} for each hook that is active in etcd. Runs share the threads and the
 * HTTP client, but do not wait for each other. Thread-safe.
 */
public final class Webhooks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private static final Duration RECHECK = Duration.ofMinutes(1);
    private static final Duration LONGEST_END = Duration.ofSeconds(15);

    private final HookStore hooks;
    private final String instance;
    private final MeterRegistry meters;
    private final Health health;
    private final InstantSource clock;
    private final Caller caller;
    private final DeadLetterProducer deadLetters;
    private final Deliverer.Parts parts;
    private final AtomicInteger served = new AtomicInteger();
    private final ExecutorService closing = Executors.newCachedThreadPool(DaemonThreads.named("webhook-end"));

    // guarded by this
    private final Map<String, HookRun> runs = new HashMap<>();
    private final Set<String> ending = new HashSet<>();
    private List<HookStore.Stored> wanted = List.of();
    private boolean closed;

    private final PrefixView<HookStore.Stored> view;

    /**
     * Starts to follow etcd; does not wait.
     *
     * @param instance the name of this process, the same after a restart
     */
    public Webhooks(
            Etcd etcd,
            KafkaSettings kafka,
            EventReader reader,
            DeliverySettings settings,
            String instance,
            Tracing tracing,
            MeterRegistry meters,
            Health health) {
        this(
                etcd,
                kafka,
                reader,
                settings,
                instance,
                tracing,
                meters,
                health,
                new Caller(settings.timeout(), InstantSource.system()));
    }

    /** @param caller is closed with this */
    public Webhooks(
            Etcd etcd,
            KafkaSettings kafka,
            EventReader reader,
            DeliverySettings settings,
            String instance,
            Tracing tracing,
            MeterRegistry meters,
            Health health,
            Caller caller) {
        this.hooks = new HookStore(etcd);
        this.instance = instance;
        this.meters = meters;
        this.health = health;
        this.clock = InstantSource.system();
        this.caller = caller;
        this.deadLetters = new DeadLetterProducer(Topics.WEBHOOK_DEAD_LETTERS.name(), kafka);
        TracedCaller calls = new TracedCaller(caller, new KafkaSpans(tracing), System::nanoTime);
        LetterWriter letters = new LetterWriter(deadLetters, caller.threads());
        DeliveryBackoff backoff =
                new DeliveryBackoff(settings, () -> ThreadLocalRandom.current().nextDouble(), clock);
        this.parts = new Deliverer.Parts() {
            @Override
            public Consumer<byte[], byte[]> consumer(String group) {
                return HookConsumer.open(kafka, group);
            }

            @Override
            public EventReader reader() {
                return reader;
            }

            @Override
            public Dispatcher dispatcher(Hook hook, DeliveryTally tally, java.util.function.Consumer<String> gone) {
                return new Dispatcher(
                        hook,
                        new Lanes(settings, reader::isErased),
                        caller,
                        calls,
                        letters,
                        backoff,
                        tally,
                        System::nanoTime,
                        gone);
            }

            @Override
            public Duration callTimeout() {
                return settings.timeout();
            }
        };
        Gauge.builder("linklog.webhook.hooks", served, AtomicInteger::doubleValue)
                .description("number of webhooks that this instance delivers to")
                .register(meters);
        this.view = new PrefixView<>(
                etcd,
                HookStore.HOOKS,
                "webhook",
                RECHECK,
                HookStore.Stored::of,
                stored -> serve(HookStore.sortOldestFirst(stored.values())),
                meters);
    }

    private synchronized void serve(List<HookStore.Stored> all) {
        if (closed) {
            return;
        }
        if (all.size() > HookStore.MOST) {
            LOG.error(
                    "There are {} webhooks, but the maximum is {}: the newest ones are not served",
                    all.size(),
                    HookStore.MOST);
        }
        wanted = all.subList(0, Math.min(all.size(), HookStore.MOST)).stream()
                .filter(stored -> stored.hook().state() == Hook.State.ACTIVE)
                .toList();
        Set<String> over = new HashSet<>(runs.keySet());
        for (HookStore.Stored stored : wanted) {
            HookRun run = runs.get(stored.hook().id());
            // a new hook with the id of an old one starts when the old one has ended
            if (run != null && run.createRevision() == stored.createRevision()) {
                over.remove(stored.hook().id());
                run.follow(stored);
            }
        }
        over.forEach(this::end);
        begin();
    }

    private void begin() {
        for (HookStore.Stored stored : wanted) {
            String id = stored.hook().id();
            if (!ending.contains(id) && !runs.containsKey(id)) {
                LOG.info("Delivering to webhook {}", id);
                runs.put(id, new HookRun(stored, hooks, instance, parts, meters, health, clock));
            }
        }
        served.set(runs.size());
    }

    private void end(String id) {
        HookRun run = Objects.requireNonNull(runs.remove(id), id);
        LOG.info("No longer delivering to webhook {}", id);
        ending.add(id);
        // on another thread: a call in flight may take long, and other hooks must not wait for it
        closing.execute(() -> {
            run.close();
            synchronized (this) {
                ending.remove(id);
                if (!closed) {
                    begin();
                }
            }
        });
    }

    /** Stops all deliveries; waits for calls in flight, up to a limit. */
    @Override
    public void close() {
        view.close();
        synchronized (this) {
            if (!closed) {
                closed = true;
                // concurrently, because each may wait for a call
                Set.copyOf(runs.keySet()).forEach(this::end);
            }
        }
        closing.shutdown();
        try {
            if (!closing.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "Not all webhooks ended within {}; events after their last commits are delivered again",
                        LONGEST_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        caller.close();
        deadLetters.close();
    }
}
