package io.linklog.topology.codes;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.schemas.topics.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Unused codes, in one bucket for each partition of this process. A background thread fills the buckets: taking a code
 * makes no remote call, and computes nothing except in a burst. Thread-safe.
 *
 * <p>The hash of a code says which partition owns it, so the permutation spreads codes evenly over all partitions.
 * Codes of partitions that other processes decide are dropped, and so are codes for a full bucket: 62^7 is large
 * enough. Codes for other domains than the default one come from a {@link CodePool}, which is filled when it is asked.
 */
public final class CodeSource implements Codes, AutoCloseable {

    /** How long leased IDs last by default. */
    public static final Duration DEFAULT_RESERVE = Duration.ofMinutes(10);

    /** The etcd key of the first ID that no range holds yet, in decimal. Changed by compare-and-set only. */
    private static final String NEXT_ID = "/linklog/ids/next";

    private static final int BUCKET = 1_024;
    private static final int REFILL_BELOW = BUCKET / 2;
    private static final int BATCH = 256;
    private static final long IDLE_LOOK_MS = 250;
    // so many tries miss the own partition with a probability of e^-64
    private static final int TRIES_PER_PARTITION = 64;

    private final IdReserve reserve;
    private final CodePermutation ahead;
    private final CodePermutation inline;
    private final Map<Integer, Bucket> buckets = new ConcurrentHashMap<>();
    private final CodePool pool = new CodePool();
    private final Semaphore wakeUps = new Semaphore(0);
    private final Counter dropped;
    private final Loop loop;
    private final List<KeyWatch> watches = new ArrayList<>();

    private record Bucket(int partitions, Queue<GeneratedCode> codes) {
        Bucket(int partitions) {
            this(partitions, new ArrayBlockingQueue<>(BUCKET));
        }

        boolean isLow() {
            return codes.size() < REFILL_BELOW;
        }
    }

    /**
     * Starts to lease IDs from etcd, and writes the key and the counter back when etcd has lost them.
     *
     * @param reserve minimum time that leased IDs last at the measured rate
     */
    public static CodeSource start(Etcd etcd, CodeKey key, Duration reserve, MeterRegistry metrics, Health health) {
        CodeSource source = start(SharedNumber.of(etcd, NEXT_ID), key.bytes(), reserve, metrics, health);
        source.watches.add(etcd.watch(NEXT_ID, source.reserve::observe));
        source.watches.add(key.watch(etcd));
        return source;
    }

    /**
     * Starts to lease IDs from a shared number.
     *
     * @param key of the permutation, {@link CodePermutation#KEY_BYTES} bytes
     * @param reserve minimum time that leased IDs last at the measured rate
     */
    public static CodeSource start(
            SharedNumber nextId, byte[] key, Duration reserve, MeterRegistry metrics, Health health) {
        IdReserve ids = IdReserve.start(new RangeLeaser(nextId), reserve, metrics, health);
        return new CodeSource(ids, key, metrics, health);
    }

    CodeSource(IdReserve reserve, byte[] key, MeterRegistry metrics, Health health) {
        this.reserve = reserve;
        this.dropped = Counter.builder("linklog.codes.dropped")
                .description("Codes of a partition that were made ahead and not kept, because others were missing")
                .register(metrics);
        this.ahead = new CodePermutation(key);
        this.inline = new CodePermutation(key);
        this.loop = Loop.start("codes-ahead", this::fillLowBuckets, wakeUps::release, health);
    }

    @Override
    public @Nullable GeneratedCode next(@Nullable String domain, int partition, int partitions) {
        return domain == null ? next(partition, partitions) : onDomain(domain, partition, partitions);
    }

    private @Nullable GeneratedCode onDomain(String domain, int partition, int partitions) {
        GeneratedCode pooled = pool.take(domain, partition, partitions, reserve.lowest());
        if (pooled != null) {
            return pooled;
        }
        synchronized (inline) {
            for (int i = 0; i < TRIES_PER_PARTITION * partitions; i++) {
                GeneratedCode code = drawInline();
                if (code == null || CodePool.fits(code, domain, partition, partitions)) {
                    return code;
                }
                if (!pool.keep(code)) {
                    dropped.increment();
                }
            }
        }
        return null;
    }

    private @Nullable GeneratedCode next(int partition, int partitions) {
        Bucket bucket = buckets.computeIfAbsent(partition, p -> new Bucket(partitions));
        GeneratedCode code = bucket.codes.poll();
        while (code != null && code.id() < reserve.lowest()) {
            code = bucket.codes.poll();
        }
        if (bucket.isLow() && wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
        return code != null ? code : inline(partition, partitions);
    }

    @Override
    public void raise(long id) {
        reserve.raise(id);
    }

    @Override
    public void skip(long id) {
        reserve.skip(id);
    }

    /** Whether no IDs are left. Codes in the buckets may remain. */
    public boolean isEmpty() {
        return reserve.remaining() == 0;
    }

    private @Nullable GeneratedCode inline(int partition, int partitions) {
        synchronized (inline) {
            for (int i = 0; i < TRIES_PER_PARTITION * partitions; i++) {
                GeneratedCode code = drawInline();
                if (code == null) {
                    return null;
                }
                int owner = Topics.partition(code.text(), partitions);
                if (owner == partition) {
                    return code;
                }
                keep(owner, code);
            }
        }
        return null;
    }

    /** Called under the lock of {@code inline}. */
    private @Nullable GeneratedCode drawInline() {
        IdRange id = reserve.take(1);
        return id == null ? null : new GeneratedCode(inline.code(id.from()), id.from());
    }

    private void fillLowBuckets() throws InterruptedException {
        while (buckets.values().stream().anyMatch(Bucket::isLow)) {
            IdRange ids = reserve.take(BATCH);
            if (ids == null) {
                break; // callers get null; the reserve has logged why
            }
            int partitions = buckets.values().iterator().next().partitions();
            for (long id = ids.from(); id < ids.to(); id++) {
                var code = new GeneratedCode(ahead.code(id), id);
                keep(Topics.partition(code.text(), partitions), code);
            }
        }
        if (wakeUps.tryAcquire(IDLE_LOOK_MS, TimeUnit.MILLISECONDS)) {
            wakeUps.drainPermits();
        }
    }

    private void keep(int owner, GeneratedCode code) {
        Bucket bucket = buckets.get(owner);
        boolean kept = bucket != null && bucket.codes.offer(code);
        if (!kept) {
            dropped.increment();
        }
    }

    @Override
    public void close() {
        watches.forEach(KeyWatch::close);
        loop.close();
        reserve.close();
    }
}
