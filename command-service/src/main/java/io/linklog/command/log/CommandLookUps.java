package io.linklog.command.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.linklog.command.log.CommandHistory.Found;
import io.linklog.command.log.CommandHistory.Wanted;
import io.linklog.command.log.CommandIds.Place;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up commands that other instances wrote, or that this one wrote before it started. One thread reads the log for
 * all who wait: it takes all look-ups that came during the last search and searches for them at once. A command that
 * was found pending is searched for from there on the next time, so who asks each second costs next to nothing.
 * Thread-safe.
 */
public final class CommandLookUps implements AutoCloseable {

    /** The clocks of two writers of commands may differ by this much. */
    public static final Duration CLOCKS_DIFFER = CommandHistory.CLOCKS_DIFFER;

    private static final Logger LOG = LoggerFactory.getLogger(CommandLookUps.class);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final Duration PENDING_KEPT = Duration.ofMinutes(10);
    /** Look-ups that wait at once, of all clients. */
    public static final int MOST_WAITING = 20_000;

    private static final int MOST_PENDING = 200_000;
    // each search may take its whole deadline; who asks for made-up ids of all days must not delay the others
    private static final int MOST_SEARCHES = 4;

    private final Supplier<CommandHistory> open;
    private final BlockingQueue<LookUp> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    /** The offset from which the outcome of a command can follow. */
    private final Cache<TenantCommand, Long> pending = Caffeine.newBuilder()
            .maximumSize(MOST_PENDING)
            .expireAfterAccess(PENDING_KEPT)
            .build();

    private final Loop loop;
    private @Nullable CommandHistory history; // confined to the loop

    /** The state in the log: unknown, pending, or decided with an outcome. */
    public record State(boolean known, @Nullable LinkOutcome outcome) {}

    private record LookUp(Wanted wanted, CompletableFuture<State> state) {
        long timeMs() {
            return wanted.place().timeMs();
        }
    }

    public CommandLookUps(
            KafkaSettings kafka,
            Deserializer<LinkCommand> commands,
            Deserializer<LinkOutcome> outcomes,
            Health health) {
        this.open = () -> new CommandHistory(kafka, commands, outcomes);
        this.loop = Loop.start("command look-ups", this::searchOnce, health);
    }

    /**
     * Looks for a command.
     *
     * @return completes within two seconds, exceptionally if the log could not be read in time; null if too many wait
     */
    public @Nullable CompletableFuture<State> find(TenantCommand command, Place place) {
        LookUp lookUp = new LookUp(new Wanted(command, place), new CompletableFuture<>());
        return queue.offer(lookUp) ? lookUp.state.orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS) : null;
    }

    private void searchOnce() throws InterruptedException {
        List<LookUp> waiting = new ArrayList<>();
        LookUp first = queue.poll(500, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        waiting.add(first);
        queue.drainTo(waiting);
        waiting.removeIf(lookUp -> lookUp.state.isDone()); // its caller has been answered
        List<List<LookUp>> groups = groups(waiting);
        for (int i = 0; i < groups.size(); i++) {
            if (i < MOST_SEARCHES) {
                search(groups.get(i));
            } else {
                groups.get(i).forEach(this::putBack);
            }
        }
    }

    private void putBack(LookUp lookUp) {
        if (!queue.offer(lookUp)) {
            lookUp.state.completeExceptionally(new TimeoutException("Too many look-ups came meanwhile"));
        }
    }

    /** Look-ups of about the same time, the latest first: between two groups the log need not be read. */
    private static List<List<LookUp>> groups(List<LookUp> waiting) {
        waiting.sort(Comparator.comparingLong(LookUp::timeMs).reversed());
        List<List<LookUp>> groups = new ArrayList<>();
        long time = 0;
        for (LookUp lookUp : waiting) {
            if (groups.isEmpty() || time - lookUp.timeMs() > CLOCKS_DIFFER.toMillis()) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(lookUp);
            time = lookUp.timeMs();
        }
        return groups;
    }

    private void search(List<LookUp> group) {
        try {
            CommandHistory reader = history == null ? open.get() : history;
            history = reader;
            Map<TenantCommand, State> states =
                    search(reader, group.stream().map(LookUp::wanted).collect(Collectors.toSet()));
            group.forEach(lookUp -> lookUp.state.complete(states.get(lookUp.wanted.command())));
        } catch (RuntimeException e) {
            LOG.debug("A search for {} commands failed", group.size(), e);
            group.forEach(lookUp -> lookUp.state.completeExceptionally(e));
            closeHistory();
        }
    }

    private Map<TenantCommand, State> search(CommandHistory reader, Collection<Wanted> wanted) {
        Map<TenantCommand, State> states = new HashMap<>();
        Map<Wanted, Long> written = new HashMap<>();
        List<Wanted> unknown = new ArrayList<>();
        for (Wanted one : wanted) {
            states.put(one.command(), new State(false, null));
            Long from = pending.getIfPresent(one.command());
            if (from == null) {
                unknown.add(one);
            } else {
                written.put(one, from);
            }
        }
        if (!unknown.isEmpty()) {
            // a made-up id costs only this search: without a command there is no outcome
            Set<TenantCommand> found = reader.findCommands(unknown);
            unknown.stream().filter(one -> found.contains(one.command())).forEach(one -> written.put(one, -1L));
        }
        if (written.isEmpty()) {
            return states;
        }
        Found found = reader.findOutcomes(written);
        for (Wanted one : written.keySet()) {
            TenantCommand command = one.command();
            LinkOutcome outcome = found.outcomes().get(command);
            states.put(command, new State(true, outcome));
            if (outcome == null) {
                pending.put(command, found.searchedTo().getOrDefault(one.place().replyPartition(), -1L));
            } else {
                pending.invalidate(command);
            }
        }
        return states;
    }

    private void closeHistory() {
        CommandHistory opened = history;
        history = null;
        if (opened != null) {
            try {
                opened.close();
            } catch (RuntimeException e) {
                LOG.debug("A reader of the log cannot be closed", e);
            }
        }
    }

    /** Who waits is answered by the timeout. Idempotent. */
    @Override
    public void close() {
        loop.close();
        closeHistory();
    }
}
