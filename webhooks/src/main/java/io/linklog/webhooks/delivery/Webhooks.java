package io.linklog.webhooks.delivery;

import io.linklog.kit.kafka.DeadLetterProducer;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.kit.tracing.Tracing;
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
 * The webhooks of this process: a {@link HookRun} for each hook that is active in etcd, as long as it is. They share
 * nothing but threads and a client, none waits for another, and no projection waits for any of them. Thread-safe.
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
    private final ExecutorService endings = Executors.newCachedThreadPool();

    // under the monitor
    private final Map<String, HookRun> runs = new HashMap<>();
    private final Set<String> ending = new HashSet<>();
    private List<HookStore.Stored> wanted = List.of();
    private boolean closed;

    private final PrefixView<HookStore.Stored> book;

    /**
     * Begins to follow etcd; waits for nothing.
     *
     * @param instance this process's name, the same after a restart
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
        this.hooks = new HookStore(etcd);
        this.instance = instance;
        this.meters = meters;
        this.health = health;
        this.clock = InstantSource.system();
        this.caller = new Caller(settings.timeout(), clock);
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
                        hook, new Lanes(settings), caller, calls, letters, backoff, tally, System::nanoTime, gone);
            }

            @Override
            public Duration callTimeout() {
                return settings.timeout();
            }
        };
        Gauge.builder("linklog.webhook.hooks", served, AtomicInteger::doubleValue)
                .description("webhooks that this instance delivers to")
                .register(meters);
        this.book = new PrefixView<>(
                etcd,
                HookStore.WANTED,
                "webhook",
                RECHECK,
                HookStore.Stored::of,
                stored -> serve(HookStore.oldestFirst(stored.values())));
    }

    private synchronized void serve(List<HookStore.Stored> all) {
        if (closed) {
            return;
        }
        if (all.size() > HookStore.MOST) {
            LOG.error(
                    "There are {} webhooks, and {} are served: those that came last are not",
                    all.size(),
                    HookStore.MOST);
        }
        wanted = all.subList(0, Math.min(all.size(), HookStore.MOST)).stream()
                .filter(stored -> stored.hook().state() == Hook.State.ACTIVE)
                .toList();
        Set<String> over = new HashSet<>(runs.keySet());
        for (HookStore.Stored stored : wanted) {
            HookRun run = runs.get(stored.hook().id());
            // another one of the same name begins when the former has ended
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
                LOG.info("Webhook {} is delivered to", id);
                runs.put(id, new HookRun(stored, hooks, instance, parts, meters, health, clock));
            }
        }
        served.set(runs.size());
    }

    private void end(String id) {
        HookRun run = runs.remove(id);
        LOG.info("Webhook {} is no more delivered to", id);
        ending.add(id);
        // not here: a call under way may take its time, and the other hooks do not wait for it
        endings.execute(() -> {
            run.close();
            synchronized (this) {
                ending.remove(id);
                if (!closed) {
                    begin();
                }
            }
        });
    }

    /** Ends following and delivering; what is under way is finished, where that does not take long. */
    @Override
    public void close() {
        book.close();
        synchronized (this) {
            if (!closed) {
                closed = true;
                // side by side: each may wait for a call
                Set.copyOf(runs.keySet()).forEach(this::end);
            }
        }
        endings.shutdown();
        try {
            if (!endings.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Not all webhooks ended within {}; what is not committed is delivered again", LONGEST_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        caller.close();
        deadLetters.close();
    }
}
