package io.linklog.query.stats;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.http.ReadProblems;
import io.linklog.query.log.TopicWriter;
import io.linklog.query.lookup.ReadModel;
import io.linklog.schemas.Link;
import io.linklog.schemas.VisitPurge;
import io.linklog.schemas.rules.VisitPurgeRules;
import io.linklog.schemas.topics.VisitStatsKey;
import io.linklog.visits.Counts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The API's calls that erase visits: those of a link, the orphan visits of the caller's tenant, and those from some
 * addresses. What is written to the log says it to all who count, write or show visits.
 */
public final class VisitPurgeCalls {

    /** Until when visits are erased, in JSON. */
    record PurgeView(Instant until) {}

    /** The clock of another instance may have been behind when it answered the first visitor of a link. */
    private static final Duration MOST_BEHIND = Duration.ofDays(1);

    private final Supplier<ReadModel> models;
    private final TopicWriter<VisitPurge> log;
    private final Supplier<Counts> counts;
    private final AsyncAnswers answers;
    private final InstantSource clock;

    /**
     * @param log writes to {@code visit-purges}
     * @param counts the generations of the count of visits
     */
    public VisitPurgeCalls(
            Supplier<ReadModel> models,
            TopicWriter<VisitPurge> log,
            Supplier<Counts> counts,
            AsyncAnswers answers,
            InstantSource clock) {
        this.models = models;
        this.log = log;
        this.counts = counts;
        this.answers = answers;
        this.clock = clock;
    }

    public void addTo(RoutesConfig routes) {
        routes.delete("/api/v1/links/{code}/visits", this::purgeLink);
        routes.delete("/api/v1/visits/orphans", this::purgeOrphans);
        routes.delete("/api/v1/visits", this::purgeAddresses);
    }

    private void purgeLink(Context ctx) {
        new QueryParameters(ctx, Set.of("domain"));
        Caller caller = Caller.of(ctx);
        String name = QueryParameters.linkName(ctx);
        answers.answer(ctx, reading -> purgeLink(caller, name, reading), ctx::json);
    }

    private CompletableFuture<PurgeView> purgeLink(Caller caller, String name, Reading reading) {
        return models.get()
                .findLink(caller.tenant(), name, reading.trace())
                .thenApply(found -> found.orElseThrow(() -> new ProblemException(ReadProblems.noSuchLink(name))))
                .thenCompose(link -> purge(name, null, earliestVisit(link), caller));
    }

    /** No visit of the link is earlier. */
    static Instant earliestVisit(Link link) {
        return link.getCreatedAt().minus(MOST_BEHIND);
    }

    private void purgeOrphans(Context ctx) {
        new QueryParameters(ctx, Set.of());
        Caller caller = Caller.of(ctx);
        answers.answer(
                ctx,
                reading -> purge(VisitStatsKey.orphans(caller.tenant()), null, VisitPurgeRules.EARLIEST, caller),
                ctx::json);
    }

    private void purgeAddresses(Context ctx) {
        String network = new QueryParameters(ctx, Set.of("addresses")).text("addresses", 64);
        if (network == null || !VisitPurgeRules.isNetwork(network)) {
            throw QueryParameters.invalid("addresses must be a network such as 192.0.2.0/24 or 2001:db8::/48: from /8"
                    + " to /24, for IPv6 from /16 to /48, because visits have no"
                    + " finer addresses");
        }
        Caller caller = Caller.of(ctx);
        answers.answer(
                ctx,
                reading -> purge(VisitPurgeRules.OF_ADDRESSES + network, network, VisitPurgeRules.EARLIEST, caller),
                ctx::json);
    }

    private CompletableFuture<PurgeView> purge(String name, @Nullable String addresses, Instant from, Caller caller) {
        Instant until = clock.instant().plus(VisitPurgeRules.AHEAD).truncatedTo(ChronoUnit.MILLIS);
        VisitPurge purge = VisitPurge.newBuilder()
                .setName(name)
                .setAddresses(addresses)
                .setFrom(from.isBefore(VisitPurgeRules.EARLIEST) ? VisitPurgeRules.EARLIEST : from)
                .setUntil(until)
                .setGenerations(counts.get().highest())
                .setPurgedBy(caller.key().map(ApiKey::id).orElse(null))
                .build();
        return log.append(name, purge).thenApply(written -> new PurgeView(until));
    }
}
