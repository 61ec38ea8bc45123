package io.linklog.projector.recount;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.EtcdKeys;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.visits.Counts;
import io.linklog.visits.CountsJson;
import io.linklog.visits.FollowedCounts;
import io.linklog.visits.Generation;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;

/**
 * Has all visits of the log counted anew beside the count that holds, and switches readers. The counting is the
 * topology's: this one names a new generation in etcd, watches it catch up with the log and the tables, and names it as
 * the one that holds. So nothing is lost when it is killed; the next run goes on watching.
 */
final class Recount {

    /**
     * What visits are to be described by; empty for what is not said.
     *
     * @param bots the lines of a list of bots
     * @param places the path of a database, empty for none
     */
    record Lists(Optional<List<String>> bots, Optional<Optional<String>> places) {

        boolean areThoseOf(Generation one) {
            return bots.map(one.bots()::equals).orElse(true)
                    && places.map(one.places()::equals).orElse(true);
        }
    }

    /** The key in etcd as it was read. */
    private record Known(Counts counts, long revision) {}

    // a streams-topology ends an application within ten seconds of the change in etcd
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

    private final Etcd etcd;
    private final KafkaSettings kafka;
    private final Admin admin;
    private final CqlSession cassandra;
    private final boolean terminal;
    private final PrintStream out;

    Recount(Etcd etcd, KafkaSettings kafka, Admin admin, CqlSession cassandra, boolean terminal, PrintStream out) {
        this.etcd = etcd;
        this.kafka = kafka;
        this.admin = admin;
        this.cassandra = cassandra;
        this.terminal = terminal;
        this.out = out;
    }

    /**
     * Runs to the end.
     *
     * @param restart begin afresh even where a recount was begun
     * @throws NotSwitchedException when there is a reason not to switch; what was counted is kept for the next run
     */
    void run(Lists lists, boolean restart) throws InterruptedException, NotSwitchedException {
        clearUp(); // what one that was killed left
        Known known = begin(read(), lists, restart);
        Generation old = known.counts.holding();
        Generation fresh = known.counts.coming().orElseThrow();
        Keyspace keyspace = activeKeyspace();
        out.println("Generation " + old.number() + " serves readers until the end.");
        try (ProjectedTopics log = new ProjectedTopics(kafka)) {
            new RecountCatchUp(log, new CountingApplication(admin, fresh.number()), fresh.number(), keyspace, out)
                    .run(terminal);
        }
        VisitSums sums = new VisitSums(cassandra, keyspace);
        LocalDate from = LocalDate.ofInstant(fresh.from(), ZoneOffset.UTC);
        out.println("Since " + from + " (UTC), which is what the log has in full:");
        out.println("  generation " + old.number() + ": " + sums.since(fresh.from(), old.number()));
        out.println("  generation " + fresh.number() + ": " + sums.since(fresh.from(), fresh.number()));
        activate(fresh);
        out.println("Readers read generation " + fresh.number() + " now.");
        clearUp();
    }

    /**
     * Deletes the applications of generations that nobody reads any more, with their state. Their totals stay on the
     * log and in the tables, which are what the log says. May be ended anywhere: etcd names what is left, and the next
     * recount goes on.
     */
    private void clearUp() throws InterruptedException, NotSwitchedException {
        for (Counts.Leaving past : read().counts.leaving()) {
            CountingApplication application = new CountingApplication(admin, past.number());
            if (!application.awaitEnd(ENDS_WITHIN)) {
                out.println("Generation " + past.number()
                        + " is still being counted by a streams-topology; the next recount clears it up.");
                continue;
            }
            application.delete();
            boolean written = false;
            while (!written) {
                Known known = read();
                written = write(known, known.counts.without(past)).isPresent();
            }
            out.println("Cleared up generation " + past.number() + ".");
        }
    }

    private Known begin(Known known, Lists lists, boolean restart) throws InterruptedException, NotSwitchedException {
        Optional<Generation> begun = known.counts.coming();
        if (begun.isPresent() && !restart) {
            if (!lists.areThoseOf(begun.get())) {
                throw new NotSwitchedException("A recount with another list of bots or places was begun as generation "
                        + begun.get().number() + ". Run without --bots and --geo to go on with it, or with --restart"
                        + " to begin afresh.");
            }
            out.println(
                    "Going on with the recount as generation " + begun.get().number() + ", which was begun before.");
            return known;
        }
        Generation old = known.counts.holding();
        Counts next = known.counts.begin(
                Instant.now(), VisitRules.OLDEST, lists.bots.orElse(old.bots()), lists.places.orElse(old.places()));
        Optional<Long> written = write(known, next);
        if (written.isEmpty()) {
            throw new NotSwitchedException(
                    "Another recount began at this very moment. Run this one again to watch it.");
        }
        out.println("Recounting as generation " + next.coming().orElseThrow().number() + ".");
        return new Known(next, written.get());
    }

    private void activate(Generation fresh) throws InterruptedException, NotSwitchedException {
        // read anew: it may have been hours
        Known known = read();
        if (known.counts.coming().filter(fresh::equals).isPresent()) {
            try {
                write(known, known.counts.switched());
            } catch (EtcdUnavailableException e) {
                // perhaps it was written: the key says so
            }
            known = read();
        }
        if (known.counts.holding().number() != fresh.number()) {
            throw new NotSwitchedException("Another recount took over: generation " + fresh.number()
                    + " is not wanted any more. Nothing was switched by this one.");
        }
    }

    private Known read() throws InterruptedException, NotSwitchedException {
        Optional<Etcd.Entry> entry = etcd.await(etcd.get(EtcdKeys.VISIT_COUNTS));
        try {
            return new Known(
                    FollowedCounts.read(entry),
                    entry.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT));
        } catch (MalformedValueException e) {
            throw new NotSwitchedException(
                    "What etcd has under " + EtcdKeys.VISIT_COUNTS + " cannot be read: " + e.getMessage());
        }
    }

    private Optional<Long> write(Known before, Counts next) throws InterruptedException {
        return etcd.await(etcd.compareAndSet(EtcdKeys.VISIT_COUNTS, before.revision, CountsJson.write(next)));
    }

    private Keyspace activeKeyspace() throws InterruptedException, NotSwitchedException {
        return etcd.await(etcd.get(EtcdKeys.ACTIVE_KEYSPACE))
                .flatMap(entry -> Keyspace.parse(entry.value()))
                .orElseThrow(() -> new NotSwitchedException("etcd names no keyspace that readers read ("
                        + EtcdKeys.ACTIVE_KEYSPACE + "). Start the projector first."));
    }
}
