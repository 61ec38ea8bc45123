package io.linklog.kit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which writes are on the disks of Cassandra. Cassandra answers a write before it syncs its commit log, so a node
 * that dies forgets its last writes. A write is surely on disk when its node lives on for longer than the sync period:
 * this class asks each node for its generation, which changes with each start of the node.
 *
 * <p>It asks only while somebody calls {@link #synced()}, ten times a second at most. Thread-safe.
 */
public final class CommitLogWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitLogWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(2);
    private static final SimpleStatement QUESTION = SimpleStatement.newInstance(
                    "SELECT gossip_generation FROM system.local")
            .setIdempotent(true)
            .setTimeout(ANSWER_DEADLINE);

    /**
     * What is surely on disk.
     *
     * @param losses how often contact with a node was lost. When it grows, writes that were not on disk before may be
     *     gone and must be repeated
     * @param beforeNanos a write that began when this number of losses was known, and was answered before this time of
     *     {@link System#nanoTime()}, is on disk
     */
    public record Synced(long losses, long beforeNanos) {}

    private final CqlSession session;
    private final long durableAfterNanos;
    private final NodeGenerations generations = new NodeGenerations(); // confined to the loop after the start
    private final Loop loop;
    private volatile Synced synced;
    private volatile boolean wanted;

    /**
     * Asks the nodes once, for two seconds at most, and starts the thread.
     *
     * @param session is not closed by this class
     * @param durableAfter the time after which a node that lives has an answered write on disk: at least 1.5 times its
     *     {@code commitlog_sync_period}
     */
    public CommitLogWatch(CqlSession session, Duration durableAfter, Health health) throws InterruptedException {
        this.session = session;
        this.durableAfterNanos = durableAfter.toNanos();
        this.synced = new Synced(0, System.nanoTime() - durableAfterNanos);
        ask();
        this.loop = Loop.start("commit log watch", this::step, health);
    }

    /** What is surely on disk, as of about 100 ms ago. Does not wait. */
    public Synced synced() {
        wanted = true;
        return synced;
    }

    private void step() throws InterruptedException {
        Thread.sleep(PAUSE.toMillis());
        if (wanted) {
            wanted = false;
            ask();
        }
    }

    private void ask() throws InterruptedException {
        long askedNanos = System.nanoTime();
        boolean complete = generations.take(answers());
        Synced before = synced;
        if (generations.losses() > before.losses && before.losses > 0) {
            LOG.info("Contact with a node of Cassandra was lost: what it may not have on disk is written again");
        }
        // without an answer of each node nothing more is known to be on disk
        synced = new Synced(generations.losses(), complete ? askedNanos - durableAfterNanos : before.beforeNanos);
    }

    private Map<UUID, Optional<Integer>> answers() throws InterruptedException {
        Map<UUID, CompletableFuture<AsyncResultSet>> questions = new HashMap<>();
        session.getMetadata().getNodes().forEach((id, node) -> {
            // a node without connections can neither answer nor lose a write that this session sends it
            if (node.getOpenConnections() > 0) {
                questions.put(id, question(node));
            }
        });
        long deadline = System.nanoTime() + ANSWER_DEADLINE.toNanos();
        Map<UUID, Optional<Integer>> answers = new HashMap<>();
        for (Map.Entry<UUID, CompletableFuture<AsyncResultSet>> question : questions.entrySet()) {
            answers.put(question.getKey(), answer(question.getValue(), deadline - System.nanoTime()));
        }
        return answers;
    }

    private CompletableFuture<AsyncResultSet> question(Node node) {
        return session.executeAsync(QUESTION.setNode(node)).toCompletableFuture();
    }

    private static Optional<Integer> answer(CompletableFuture<AsyncResultSet> question, long nanos)
            throws InterruptedException {
        try {
            Row row = question.get(nanos, TimeUnit.NANOSECONDS).one();
            return row == null ? Optional.empty() : Optional.of(row.getInt(0));
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (TimeoutException e) {
            question.cancel(true);
            return Optional.empty();
        }
    }

    /** Stops the thread. Idempotent. */
    @Override
    public void close() {
        loop.close();
    }
}
