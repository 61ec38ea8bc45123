package io.linklog.webhooks.delivery;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.webhooks.hooks.DeliveryReport;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers to one hook as long as it is active, and writes reports about it to etcd. Thread-safe. */
final class HookRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookRun.class);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(1);
    // a suspended hook is reported again after this number of rounds, because readers ignore an old report
    private static final int ROUNDS_TO_RENEWAL = 10;
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final HookStore hooks;
    private final String id;
    private final long createRevision;
    private final HookMeters meters;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final String instance;
    private final Deliverer.Parts parts;
    private final Health health;
    private final InstantSource clock;
    private final Loop loop;
    private volatile HookStore.Stored wanted;
    private volatile @Nullable DeliveryTally tally;
    private volatile @Nullable Deliverer deliverer;
    // the answer of an endpoint that wants no more events
    private volatile @Nullable String goneAnswer;
    private int rounds;

    HookRun(
            HookStore.Stored stored,
            HookStore hooks,
            String instance,
            Deliverer.Parts parts,
            MeterRegistry meters,
            Health health,
            InstantSource clock) {
        this.hooks = hooks;
        this.id = stored.hook().id();
        this.createRevision = stored.createRevision();
        this.instance = instance;
        this.parts = parts;
        this.meters = new HookMeters(meters, id);
        this.health = health;
        this.clock = clock;
        this.wanted = stored;
        this.loop = Loop.start("reports of webhook " + id, this::step, () -> closing.complete(null), health);
    }

    long createRevision() {
        return createRevision;
    }

    /** Replaces the hook by a newer version; ignores an older one. */
    void follow(HookStore.Stored stored) {
        if (stored.modRevision() <= wanted.modRevision()) {
            return;
        }
        wanted = stored;
        goneAnswer = null;
        Deliverer now = deliverer;
        if (now != null) {
            now.follow(stored.hook());
        }
    }

    private void step() throws Exception {
        DeliveryTally mine = tally;
        if (mine == null) {
            Instant now = clock.instant();
            DeliveryReport before = await(hooks.reports(id)).stream()
                    .filter(report -> report.instance().equals(instance))
                    .findFirst()
                    .orElseGet(() -> DeliveryReport.none(instance, now));
            mine = new DeliveryTally(before, meters, clock);
            tally = mine;
            deliverer = new Deliverer(wanted.hook(), parts, mine, meters, why -> goneAnswer = why, health);
            // a newer version may have come in between
            deliverer.follow(wanted.hook());
        }
        String gone = goneAnswer;
        if (gone != null) {
            switchOff(gone);
        }
        report(mine, ++rounds % ROUNDS_TO_RENEWAL == 0);
        try {
            closing.get(BETWEEN_REPORTS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // the hook is still active
        }
    }

    /** Switches the hook off in etcd: its endpoint answered 410. */
    private void switchOff(String why) throws Exception {
        Hook seen = wanted.hook();
        Deliverer now = deliverer;
        Map<TopicPartition, Long> done = now == null ? Map.of() : new HashMap<>(now.finishedOffsets());
        await(hooks.change(
                id,
                // a change that the operator has made meanwhile takes precedence
                hook -> hook.equals(seen)
                        ? hook.withReachedOffsets(done).withState(Hook.State.OFF, "its endpoint answered " + why)
                        : hook));
        LOG.warn("Webhook {} is switched off because its endpoint answered {}", id, why);
        goneAnswer = null;
    }

    private void report(DeliveryTally mine, boolean renew) throws Exception {
        Optional<DeliveryReport> next = mine.newReport(renew);
        if (next.isEmpty()) {
            return;
        }
        try {
            await(hooks.report(id, createRevision, next.get()));
        } catch (ExecutionException | TimeoutException e) {
            mine.repeatReport();
            LOG.debug("The report of webhook {} could not be written: {}", id, e.toString());
        }
    }

    private static <T> T await(CompletableFuture<T> call)
            throws InterruptedException, ExecutionException, TimeoutException {
        return call.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        loop.close();
        Deliverer last = deliverer;
        if (last != null) {
            last.close();
        }
        DeliveryTally mine = tally;
        if (mine != null) {
            try {
                report(mine, false);
            } catch (Exception e) {
                LOG.debug("The last report of webhook {} could not be written: {}", id, e.toString());
            }
        }
        meters.close();
    }
}
