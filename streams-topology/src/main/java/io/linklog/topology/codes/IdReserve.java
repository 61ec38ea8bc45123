package io.linklog.topology.codes;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.etcd.Etcd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reserve of leased IDs. Taking IDs makes no remote call: a background thread leases segments ahead. While etcd is
 * unavailable the reserve lasts for a set time at the measured rate. The two segments follow Meituan's Leaf.
 * Thread-safe.
 */
final class IdReserve implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IdReserve.class);

    // Before a rate is known, two segments are leased: ten minutes at 300 creates/s. A restart loses both; 62^7 IDs
    // suffice for 17 million such restarts.
    static final long SMALLEST_SEGMENT = 100_000;
    static final long LARGEST_SEGMENT = 50_000_000;
    private static final int FEWEST_SEGMENTS = 2;
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RangeLeaser leaser;
    private final long lastsSeconds;
    private final RateMeter rate;
    private final Counter failures;
    private final Semaphore wakeUps = new Semaphore(0);
    private final @Nullable Loop loop;

    private final AtomicBoolean checkDue = new AtomicBoolean();
    private volatile long lowest; // written under the lock of this object

    // guarded by this
    private final Deque<IdRange> segments = new ArrayDeque<>();
    private long remaining;
    private long usedBelow; // the log has IDs below this

    // confined to the loop
    private boolean away;
    private Duration pause = TICK;

    /**
     * Starts to lease in the background.
     *
     * @param lasts minimum time that the reserve lasts at the measured rate
     */
    static IdReserve start(RangeLeaser leaser, Duration lasts, MeterRegistry metrics, Health health) {
        return new IdReserve(leaser, lasts, metrics, System::nanoTime, health);
    }

    /**
     * @param nanoTime of a monotonic clock
     * @param health null for no background thread: a test calls {@link #refill} itself
     */
    IdReserve(
            RangeLeaser leaser, Duration lasts, MeterRegistry metrics, LongSupplier nanoTime, @Nullable Health health) {
        this.leaser = leaser;
        this.lastsSeconds = lasts.toSeconds();
        this.rate = new RateMeter(nanoTime);
        this.failures = Counter.builder("linklog.ids.lease.failures")
                .description("Leases of a range of IDs that etcd did not grant")
                .register(metrics);
        Gauge.builder("linklog.ids.remaining", this, IdReserve::remaining)
                .description("IDs in the reserve")
                .register(metrics);
        Gauge.builder("linklog.ids.seconds.left", this, IdReserve::secondsLeft)
                .description("how long the reserve lasts at the measured rate")
                .register(metrics);
        this.loop = health == null ? null : Loop.start("id-reserve", this::tick, wakeUps::release, health);
    }

    /**
     * Takes IDs; fewer than asked for at the end of a segment.
     *
     * @param most at least 1
     * @return null when none is left
     */
    synchronized @Nullable IdRange take(long most) {
        IdRange segment = segments.peekFirst();
        if (segment == null) {
            return null;
        }
        IdRange taken = segment.first(most);
        segments.removeFirst();
        if (taken.size() < segment.size()) {
            segments.addFirst(segment.without(taken.size()));
        } else {
            wakeUps.release();
        }
        remaining -= taken.size();
        rate.add(taken.size());
        return taken;
    }

    /** The number of IDs in the reserve. */
    synchronized long remaining() {
        return remaining;
    }

    /** How long the reserve lasts at the measured rate; infinite when no IDs are taken. */
    synchronized double secondsLeft() {
        double perSecond = rate.perSecond();
        return perSecond > 0 ? remaining / perSecond : Double.POSITIVE_INFINITY;
    }

    /**
     * The log has an ID. If the shared number is not above it, it is raised soon, and the IDs up to this one are
     * dropped: they may be used. Does not wait.
     */
    synchronized void raise(long id) {
        if (id >= usedBelow) {
            usedBelow = id + 1;
            leaser.raise(usedBelow);
            checkNumber();
        }
    }

    /** Drops the IDs up to this one, and all that the log is known to have: they are used. Does not wait. */
    synchronized void skip(long id) {
        raise(id);
        drop(usedBelow);
    }

    /** The lowest ID that may be given away. */
    long lowest() {
        return lowest;
    }

    /** Takes note of the shared number. If it is lower than it must be, it is raised soon. Does not wait. */
    void observe(Optional<Etcd.Entry> number) {
        if (leaser.isBehind(number)) {
            checkNumber();
        }
    }

    private void checkNumber() {
        checkDue.set(true);
        wakeUps.release();
    }

    private void drop(long below) {
        lowest = Math.max(lowest, below);
        for (IdRange first = segments.peekFirst();
                first != null && first.from() < below;
                first = segments.peekFirst()) {
            IdRange left = first.without(below - first.from());
            segments.removeFirst();
            remaining -= first.size() - left.size();
            if (left.size() > 0) {
                segments.addFirst(left);
            }
        }
        wakeUps.release();
    }

    private void tick() throws InterruptedException {
        // close releases a permit, too; several permits mean the same as one
        if (wakeUps.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            wakeUps.drainPermits();
        }
        pause = refill() ? TICK : longer(pause);
    }

    /** Leases what is missing and waits for etcd. Returns false when that failed. */
    boolean refill() throws InterruptedException {
        try {
            checkIfDue();
            long wanted = nextSegmentSize();
            while (wanted > 0) {
                IdRange leased = leaser.lease(wanted);
                synchronized (this) {
                    segments.addLast(leased);
                    remaining += leased.size();
                }
                if (away) {
                    LOG.info("etcd leases IDs again");
                    away = false;
                }
                wanted = nextSegmentSize();
            }
            return true;
        } catch (ExecutionException | RuntimeException e) {
            failures.increment();
            if (!away) {
                LOG.warn(
                        "etcd leases no IDs; {} are left, enough for {} s at the present rate; trying again: {}",
                        remaining(),
                        Math.round(secondsLeft()),
                        String.valueOf(e.getCause() == null ? e : e.getCause()));
                away = true;
            }
            return false;
        }
    }

    private void checkIfDue() throws InterruptedException, ExecutionException {
        if (!checkDue.getAndSet(false)) {
            return;
        }
        try {
            long before = leaser.correct();
            synchronized (this) {
                if (before < usedBelow) {
                    // IDs that were leased from such a number may be used
                    drop(usedBelow);
                }
            }
        } catch (ExecutionException | RuntimeException e) {
            checkDue.set(true);
            throw e;
        }
    }

    /** The size of the next segment; 0 while the reserve is large enough. */
    private synchronized long nextSegmentSize() {
        double perSecond = rate.perSecond();
        boolean enough = segments.size() >= FEWEST_SEGMENTS && remaining >= perSecond * lastsSeconds;
        if (enough) {
            return 0;
        }
        long wanted = (long) (2 * perSecond * lastsSeconds);
        return Math.max(SMALLEST_SEGMENT, Math.min(LARGEST_SEGMENT, wanted));
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
