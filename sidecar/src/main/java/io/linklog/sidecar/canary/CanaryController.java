package io.linklog.sidecar.canary;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.canary.Rollout;
import io.linklog.mesh.canary.RolloutStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.LeaderElection;
import io.linklog.mesh.registry.Leadership;
import io.linklog.mesh.registry.ServiceDirectory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads all rollouts while it is the elected leader. It may die at any moment: each write changes rollout and route in
 * one transaction, fenced by the leader's term and conditional on the revision that was read. The next leader finds a
 * consistent state and starts a new interval. A concurrent command is never overwritten: the write fails, and the next
 * round reads the command.
 */
public final class CanaryController implements AutoCloseable {

    /** The name of the election. */
    public static final String ELECTION = "canary-controller";

    private static final Logger LOG = LoggerFactory.getLogger(CanaryController.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final Etcd etcd;
    private final RolloutStore rollouts;
    private final ServiceDirectory directory;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Scraper scraper = new Scraper();
    private final LeaderElection election;
    private final Loop loop;
    private final Counter refused;
    private volatile int running;

    // confined to the loop's thread
    private final Map<String, Trial> trials = new HashMap<>();
    private long token;
    private Set<String> malformed = Set.of();

    /**
     * Becomes a candidate, and leads when elected. Returns at once.
     *
     * @param id of this process, unique among the controllers
     * @param ttl time after which a dead leader is replaced
     */
    public CanaryController(
            Etcd etcd, ServiceDirectory directory, String id, Duration ttl, MeterRegistry meters, Health health) {
        this.etcd = etcd;
        this.rollouts = new RolloutStore(etcd);
        this.directory = directory;
        this.clock = InstantSource.system();
        this.nanoTime = System::nanoTime;
        this.refused = Counter.builder("linklog.canary.writes.refused")
                .description("Steps that were not written because the rollout or the term had changed")
                .register(meters);
        Gauge.builder("linklog.canary.rollouts", this, self -> self.running)
                .description("Rollouts in progress that this process leads")
                .register(meters);
        this.election = new LeaderElection(etcd, ELECTION, id, ttl, new LeaderElection.Candidate() {
            @Override
            public void onElected(Leadership term) {}

            @Override
            public void onLost(Leadership term) {}
        });
        this.loop = Loop.start("canary-controller", this::look, health);
    }

    private void look() throws InterruptedException {
        Thread.sleep(LOOK_EVERY.toMillis());
        Optional<Leadership> term = election.leadership();
        if (term.isEmpty() || !directory.whenFollowed().isDone()) {
            trials.clear();
            running = 0;
            return;
        }
        if (term.get().token() != token) {
            // observations of an earlier term may be stale
            trials.clear();
            token = term.get().token();
        }
        Set<String> services = etcd.await(rollouts.services());
        trials.keySet().retainAll(services);
        Map<String, String> unreadable = new HashMap<>();
        for (String service : services) {
            RolloutStore.Stored stored = etcd.await(rollouts.find(service));
            stored.malformed().ifPresent(why -> unreadable.put(service, why));
            Optional<Rollout> rollout =
                    stored.rollout().filter(any -> !any.phase().isOver());
            if (rollout.isPresent()) {
                lead(term.get(), stored, rollout.get());
            } else {
                trials.remove(service);
            }
        }
        running = trials.size();
        report(unreadable);
    }

    private void lead(Leadership term, RolloutStore.Stored stored, Rollout rollout) throws InterruptedException {
        String service = rollout.service();
        List<Instance> up = directory.up(service);
        if (!stored.matches()) {
            LOG.warn(
                    "The route of {} does not match its rollout: {}. It is written again",
                    service,
                    stored.route().route());
            write(term, stored, rollout);
            return;
        }
        Trial trial = trials.get(service);
        if (trial == null || !trial.isOf(rollout)) {
            trials.put(service, new Trial(scraper, rollout, up, clock.instant(), nanoTime.getAsLong()));
            return;
        }
        Optional<Rollout> next = trial.step(rollout, up, clock.instant(), nanoTime.getAsLong());
        if (next.isPresent() && write(term, stored, next.get())) {
            report(rollout, next.get());
        }
    }

    private boolean write(Leadership term, RolloutStore.Stored stored, Rollout next) throws InterruptedException {
        CompletableFuture<Boolean> written = rollouts.put(term.fencedTxn(), stored, next);
        if (etcd.await(written)) {
            return true;
        }
        refused.increment();
        LOG.info("A step of {} was not written: the rollout or the term changed", next.service());
        return false;
    }

    private static void report(Rollout before, Rollout next) {
        String why = next.progress()
                .last()
                .map(last -> last.verdict() + ": " + last.why())
                .orElse("");
        if (before.phase() != next.phase()) {
            LOG.info(
                    "{} {} is {}: {}",
                    next.service(),
                    next.canary(),
                    next.phase(),
                    next.progress().why());
        } else if (before.weight() != next.weight()) {
            LOG.info("{} {} advances to {} %: {}", next.service(), next.canary(), next.weight() / 100.0, why);
        } else {
            LOG.info("{} {} stays at {} %: {}", next.service(), next.canary(), next.weight() / 100.0, why);
        }
    }

    private void report(Map<String, String> unreadable) {
        unreadable.forEach((service, why) -> {
            if (!malformed.contains(service)) {
                LOG.warn("The rollout of {} in etcd cannot be read and is skipped: {}", service, why);
            }
        });
        malformed = Set.copyOf(unreadable.keySet());
    }

    /** Ends the loop and the term, if any: another controller is elected at once. Idempotent. */
    @Override
    public void close() {
        loop.close();
        election.close();
    }
}
