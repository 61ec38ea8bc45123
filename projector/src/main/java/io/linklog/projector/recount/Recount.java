package io.linklog.projector.recount;

import com.datastax.oss.driver.api.core.CqlSession;
import io.linklog.kit.cassandra.Keyspace;
import io.linklog.kit.cassandra.KeyspaceKeys;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.kafka.ProjectedTopics;
import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.domains.DomainCheck;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.MalformedValueException;
import io.linklog.projector.commands.NotSwitchedException;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.visits.Bots;
import io.linklog.visits.Counts;
import io.linklog.visits.CountsJson;
import io.linklog.visits.FollowedCounts;
import io.linklog.visits.Generation;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Recounts all visits of the log while the active count serves readers, then switches readers. The streams-topology
 * does the counting. This class starts a new generation in etcd, waits until its totals are in the tables, and makes it
 * the active one. If this process is killed, the count continues, and the next run waits for it.
 */
final class Recount {

    /**
     * The lists of the new generation; empty means as in the active one.
     *
     * @param bots the lines of a list of bots
     * @param places the path of a database of places; an empty path for no database
     */
    record Lists(Optional<List<String>> bots, Optional<Optional<String>> places) {

        /** Whether a generation is counted with these lists. */
        boolean match(Generation one) {
            return bots.map(one.bots()::equals).orElse(true)
                    && places.map(one.places()::equals).orElse(true);
        }
    }

    /** The counts in etcd, with the revision of the key. */
    private record Known(Counts counts, long revision) {}

    // a streams-topology stops an application within ten seconds after the change in etcd
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
     * Runs the recount. Blocks until it is finished.
     *
     * @param restart start a new recount even if there is an unfinished one
     * @throws NotSwitchedException if readers were not switched; the count is kept for the next run
     */
    void run(Lists lists, boolean restart) throws InterruptedException, NotSwitchedException {
        deleteOld(); // a killed run may have left some
        Known known = begin(read(), lists, restart);
        Generation old = known.counts.current();
        Generation fresh = known.counts.pending().orElseThrow();
        Keyspace keyspace = activeKeyspace();
        out.println("Built-in list of bots: " + Bots.version() + ".");
        out.println("Generation " + old.number() + " serves readers until the switch.");
        try (ProjectedTopics log = new ProjectedTopics(kafka)) {
            new RecountCatchUp(log, new CountingApplication(admin, fresh.number()), fresh.number(), keyspace, out)
                    .run(terminal);
        }
        VisitSums sums = new VisitSums(cassandra, keyspace, ownersOfDomains());
        LocalDate from = LocalDate.ofInstant(fresh.from(), ZoneOffset.UTC);
        out.println("Visits since " + from + " (UTC), the days that are completely on the log:");
        out.println("  generation " + old.number() + ": " + sums.since(fresh.from(), old.number()));
        out.println("  generation " + fresh.number() + ": " + sums.since(fresh.from(), fresh.number()));
        activate(fresh);
        out.println("Readers read generation " + fresh.number() + " now.");
        deleteOldAfterSwitch();
    }

    private void deleteOldAfterSwitch() throws InterruptedException {
        try {
            deleteOld();
        } catch (KafkaException | EtcdUnavailableException | NotSwitchedException e) {
            out.println("The switch is done, but the state of the old generation could not be deleted; the next recount"
                    + " does it: " + e.getMessage());
        }
    }

    /**
     * Deletes the applications of generations that readers no longer use. Their totals stay on the log and in the
     * tables. etcd lists the generations that are not deleted yet, so a later recount continues after a kill.
     */
    private void deleteOld() throws InterruptedException, NotSwitchedException {
        for (Counts.ObsoleteRows old : read().counts.obsolete()) {
            CountingApplication application = new CountingApplication(admin, old.generation());
            if (!application.awaitEnd(ENDS_WITHIN)) {
                out.println("Generation " + old.generation()
                        + " is still counted by a streams-topology; the next recount deletes it.");
                continue;
            }
            application.delete();
            boolean written = false;
            while (!written) {
                Known known = read();
                written = write(known, known.counts.withoutObsolete(old)).isPresent();
            }
            out.println("Deleted the state of generation " + old.generation() + ".");
        }
    }

    private Known begin(Known known, Lists lists, boolean restart) throws InterruptedException, NotSwitchedException {
        Optional<Generation> unfinished = known.counts.pending();
        if (unfinished.isPresent() && !restart) {
            if (!lists.match(unfinished.get())) {
                throw new NotSwitchedException("There is an unfinished recount with other lists, generation "
                        + unfinished.get().number() + ". Run without --bots and --geo to continue it, or with --restart"
                        + " to start a new one.");
            }
            out.println("Continuing the recount as generation "
                    + unfinished.get().number() + ", which an earlier run started.");
            return known;
        }
        Generation old = known.counts.current();
        Counts next = known.counts.startRecount(
                Instant.now(), VisitRules.OLDEST, lists.bots.orElse(old.bots()), lists.places.orElse(old.places()));
        Optional<Long> written = write(known, next);
        if (written.isEmpty()) {
            throw new NotSwitchedException(
                    "Another recount started at the same time. Run this one again to follow it.");
        }
        out.println("Recounting as generation " + next.pending().orElseThrow().number() + ".");
        return new Known(next, written.get());
    }

    private void activate(Generation fresh) throws InterruptedException, NotSwitchedException {
        // read again: hours may have passed
        Known known = read();
        if (known.counts.pending().filter(fresh::equals).isPresent()) {
            try {
                write(known, known.counts.switchToPending());
            } catch (EtcdUnavailableException e) {
                // it is unknown whether the write took effect; the key tells
            }
            try {
                known = read();
            } catch (EtcdUnavailableException e) {
                throw new NotSwitchedException("etcd does not answer, so it is not known whether readers were switched"
                        + " to generation " + fresh.number() + ". Run again when etcd is back.");
            }
        }
        if (known.counts.current().number() != fresh.number()) {
            throw new NotSwitchedException("Another recount has taken over: generation " + fresh.number()
                    + " is no longer the next one. This run has switched nothing.");
        }
    }

    private Known read() throws InterruptedException, NotSwitchedException {
        Optional<Etcd.Entry> entry = etcd.await(etcd.get(FollowedCounts.KEY));
        try {
            return new Known(
                    FollowedCounts.read(entry),
                    entry.map(Etcd.Entry::modRevision).orElse(Etcd.ABSENT));
        } catch (MalformedValueException e) {
            throw new NotSwitchedException(
                    "The value of the etcd key " + FollowedCounts.KEY + " cannot be read: " + e.getMessage());
        }
    }

    private Optional<Long> write(Known before, Counts next) throws InterruptedException {
        return etcd.await(etcd.compareAndSet(FollowedCounts.KEY, before.revision, CountsJson.write(next)));
    }

    private Set<String> ownersOfDomains() throws InterruptedException {
        return etcd.await(new DomainStore(etcd, DomainCheck.NONE, InstantSource.system()).list()).stream()
                .map(Domain::tenant)
                .collect(Collectors.toSet());
    }

    private Keyspace activeKeyspace() throws InterruptedException, NotSwitchedException {
        return etcd.await(etcd.get(KeyspaceKeys.ACTIVE))
                .flatMap(entry -> Keyspace.parse(entry.value()))
                .orElseThrow(() -> new NotSwitchedException(
                        "etcd has no active keyspace (" + KeyspaceKeys.ACTIVE + "). Start the projector first."));
    }
}
