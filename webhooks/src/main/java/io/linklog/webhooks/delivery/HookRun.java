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

/** A hook from the moment this instance delivers to it until it does no more; tells etcd meanwhile how it goes. */
final class HookRun implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HookRun.class);
    private static final Duration BETWEEN_NEWS = Duration.ofSeconds(1);
    private static final int SIGN_OF_LIFE = 10;
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
    // the revision of the record whose endpoint wanted no more, and what it said
    private volatile @Nullable String goneWith;
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
        this.loop = Loop.start("news of webhook " + id, this::step, () -> closing.complete(null), health);
    }

    long createRevision() {
        return createRevision;
    }

    void follow(HookStore.Stored stored) {
        if (stored.modRevision() <= wanted.modRevision()) {
            return; // told twice
        }
        wanted = stored;
        goneWith = null;
        Deliverer now = deliverer;
        if (now != null) {
            now.follow(stored.hook());
        }
    }

    private void step() throws Exception {
        DeliveryTally mine = tally;
        if (mine == null) {
            Instant now = clock.instant();
            DeliveryReport before = await(hooks.progress(id)).stream()
                    .filter(progress -> progress.instance().equals(instance))
                    .findFirst()
                    .orElseGet(() -> DeliveryReport.none(instance, now));
            mine = new DeliveryTally(before, meters, clock);
            tally = mine;
            deliverer = new Deliverer(wanted.hook(), parts, mine, meters, why -> goneWith = why, health);
            // a record that came in between
            deliverer.follow(wanted.hook());
        }
        String gone = goneWith;
        if (gone != null) {
            switchOff(gone);
        }
        tell(mine, ++rounds % SIGN_OF_LIFE == 0);
        try {
            closing.get(BETWEEN_NEWS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // it goes on
        }
    }

    /** The endpoint answered 410: nobody sends to it any more until its operator says so. */
    private void switchOff(String why) throws Exception {
        Hook seen = wanted.hook();
        Deliverer now = deliverer;
        Map<TopicPartition, Long> done = now == null ? Map.of() : new HashMap<>(now.done());
        await(hooks.change(
                id,
                // what its operator has said since goes before
                hook -> hook.equals(seen)
                        ? hook.reached(done).in(Hook.State.OFF, "its endpoint answered " + why)
                        : hook));
        LOG.warn("Webhook {} is switched off, because its endpoint answered {}", id, why);
        goneWith = null;
    }

    private void tell(DeliveryTally mine, boolean signOfLife) throws Exception {
        Optional<DeliveryReport> news = mine.news(signOfLife);
        if (news.isEmpty()) {
            return;
        }
        try {
            await(hooks.report(id, createRevision, news.get()));
        } catch (ExecutionException | TimeoutException e) {
            mine.unheard();
            LOG.debug("How webhook {} goes could not be told: {}", id, e.toString());
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
                tell(mine, false);
            } catch (Exception e) {
                LOG.debug("How webhook {} went could not be told: {}", id, e.toString());
            }
        }
        meters.close();
    }
}
