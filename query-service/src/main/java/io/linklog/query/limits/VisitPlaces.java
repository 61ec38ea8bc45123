package io.linklog.query.limits;

import com.datastax.oss.driver.api.core.CqlSession;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.async.DaemonThreads;
import io.linklog.query.lookup.UnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of limited links on this instance. It promises, for any number of instances and any lost answer of the
 * store:
 *
 * <ul>
 *   <li>Never more visitors than the maximum are admitted. While no process crashes, exactly as many.
 *   <li>Nobody is refused while another instance has unused places: a visitor waits for them.
 *   <li>What a crashed process had leased and not given out counts as used: at most what came in half a second, and a
 *       sixteenth of the free places.
 * </ul>
 *
 * <p>Thread-safe. No method but {@link #close} waits.
 */
public final class VisitPlaces implements VisitLimits, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VisitPlaces.class);

    private static final int CODES_REMEMBERED = 100_000;
    private static final int MOST_LINKS = 20_000;
    private static final Duration SWEEP = Duration.ofMillis(250);
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(3);

    private static final String WAITING_FOR_STORE =
            "Linklog is waiting for its store, which keeps the places of this link; try again in a moment";
    private static final String WAITING_FOR_OTHERS =
            "The last places of this link are with another instance of Linklog; try again in a moment";
    private static final String TOO_MANY = "Too many visitors wait for links with a limit; try again in a moment";

    private final LimitedLink.Parts parts;
    private final Duration deadline;
    private final ConcurrentHashMap<String, LimitedLink> links = new ConcurrentHashMap<>();
    /** The highest maximum at which a code is known to be full. That is final: only unused places are given back. */
    private final Cache<String, Long> full =
            Caffeine.newBuilder().maximumSize(CODES_REMEMBERED).build();

    private final ExecutorService timer = Executors.newSingleThreadExecutor(DaemonThreads.named("places"));
    private final Loop loop;

    /**
     * Keeps the places in Cassandra; creates the table where it is missing, and waits for the server.
     *
     * @param replication of the keyspace if it has to be created, as a CQL map
     * @param deadline of a visitor's wait, and of each statement
     */
    public VisitPlaces(CqlSession session, String replication, String instanceId, Duration deadline, Health health) {
        this(
                new LedgerTable(session, replication, deadline),
                new LeaseNames(instanceId, new SecureRandom().nextLong()),
                System::nanoTime,
                deadline,
                health);
    }

    VisitPlaces(Ledgers ledgers, LeaseNames names, LongSupplier nanoTime, Duration deadline, Health health) {
        this.deadline = deadline;
        this.parts = new LimitedLink.Parts(
                ledgers,
                names,
                nanoTime,
                (pause, task) -> CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, timer)
                        .execute(task));
        this.loop = Loop.start("places of limited links", this::sweep, health);
    }

    @Override
    public CompletableFuture<Boolean> enter(String code, long most) {
        return ask(code, most, /* takesPlace= */ true);
    }

    @Override
    public CompletableFuture<Boolean> isOpen(String code, long most) {
        return ask(code, most, /* takesPlace= */ false);
    }

    private CompletableFuture<Boolean> ask(String code, long most, boolean takesPlace) {
        if (isFull(code, most)) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        LimitedLink link;
        Visitor.Entry entry;
        do {
            if (links.size() >= MOST_LINKS && !links.containsKey(code)) {
                return CompletableFuture.failedFuture(new UnavailableException(TOO_MANY));
            }
            link = links.computeIfAbsent(code, added -> new LimitedLink(added, parts));
            entry = link.add(answer, takesPlace, most);
            if (entry == Visitor.Entry.RETIRED) {
                links.remove(code, link);
            }
        } while (entry == Visitor.Entry.RETIRED);
        if (entry == Visitor.Entry.TOO_MANY) {
            return CompletableFuture.failedFuture(new UnavailableException(TOO_MANY));
        }
        LimitedLink waitsFor = link;
        return answer.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS).handle((admitted, error) -> {
            if (error != null) {
                throw new UnavailableException(waitsFor.isHeldByOthers() ? WAITING_FOR_OTHERS : WAITING_FOR_STORE);
            }
            if (!admitted) {
                full.asMap().merge(code, most, Math::max);
            }
            return admitted;
        });
    }

    private boolean isFull(String code, long most) {
        Long known = full.getIfPresent(code);
        return known != null && known >= most;
    }

    private void sweep() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(SWEEP.toNanos());
        links.forEach((code, link) -> {
            link.sweep();
            if (link.retire()) {
                links.remove(code, link);
            }
        });
    }

    /** Gives back all unused places; what the store does not take back in time counts as used. */
    @Override
    public void close() throws InterruptedException {
        loop.close();
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        links.values().forEach(link -> ends.add(link.close()));
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            long lost = ends.stream().filter(end -> !end.isDone()).count();
            LOG.warn("Unused places of {} limited links were not given back in time; they count as used", lost);
        }
        timer.shutdownNow();
    }
}
