package io.linklog.query.links;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.query.cassandra.Reading;
import io.linklog.query.http.AsyncAnswers;
import io.linklog.query.http.QueryParameters;
import io.linklog.query.http.ReadProblems;
import io.linklog.query.lookup.PerKeyspace;
import io.linklog.query.lookup.ReadModel;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.view.ChangeView;
import io.linklog.schemas.view.LinkView;
import io.linklog.schemas.words.SearchWords;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The API's reads of links: one link, now or at an earlier moment, its history, and lists. */
public final class LinkReads {

    /** A page of a list in JSON. */
    record ListView(List<LinkView> data, @Nullable String nextCursor) {}

    /** A page of a history in JSON. */
    record HistoryView(List<ChangeView> data, @Nullable String nextCursor) {}

    private static final Set<String> ONE_LINK = new TreeSet<>(Set.of("asOf", "domain"));
    private static final Set<String> HISTORY = new TreeSet<>(Set.of("cursor", "domain", "limit"));

    private final Supplier<ReadModel> models;
    private final PerKeyspace<LinkStatements> statements;
    private final URI publicUrl;
    private final AsyncAnswers answers;

    public LinkReads(
            Supplier<ReadModel> models, PerKeyspace<LinkStatements> statements, URI publicUrl, AsyncAnswers answers) {
        this.models = models;
        this.statements = statements;
        this.publicUrl = publicUrl;
        this.answers = answers;
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, "/api/v1/links", this::answerList);
        ReadRoutes.add(routes, "/api/v1/links/{code}", this::answerLink);
        ReadRoutes.add(routes, "/api/v1/links/{code}/history", this::answerHistory);
    }

    private void answerList(Context ctx) {
        ListQuery query = ListQuery.of(ctx, publicUrl);
        answers.walk(ctx, reading -> walk(query, reading), page -> {
            List<LinkView> views = new ArrayList<>();
            page.links().forEach(link -> views.add(LinkView.of(link, publicUrl)));
            ListCursor next = page.next();
            ctx.header("Cache-Control", "no-store");
            ctx.json(new ListView(views, next == null ? null : next.text()));
        });
    }

    private CompletableFuture<ListWalk.Page> walk(ListQuery query, Reading reading) {
        ReadModel model = models.get();
        LinkStatements prepared = statements.of(model);
        SearchWords words = query.words();
        return words == null
                ? ListWalk.page(model.links(), prepared.lists(), query, reading)
                : SearchWalk.page(model.links(), prepared.words(), query, words, reading);
    }

    private void answerLink(Context ctx) {
        String tenant = Caller.of(ctx).tenant();
        QueryParameters parameters = new QueryParameters(ctx, ONE_LINK);
        String name = QueryParameters.linkName(ctx);
        String asOf = parameters.text("asOf", 64);
        if (asOf == null) {
            answers.answer(ctx, reading -> models.get().findLink(tenant, name, reading.trace()), link -> {
                if (link.isEmpty()) {
                    answers.problem(ctx, ReadProblems.noSuchLink(name));
                } else {
                    answer(ctx, link.get());
                }
            });
            return;
        }
        Instant moment = moment(asOf);
        answers.answer(ctx, reading -> findAt(models.get(), tenant, name, moment, reading), link -> {
            if (link.isEmpty()) {
                answers.problem(ctx, Problem.notFound("No link had this name at " + moment));
            } else {
                answer(ctx, link.get());
            }
        });
    }

    private void answerHistory(Context ctx) {
        String tenant = Caller.of(ctx).tenant();
        QueryParameters parameters = new QueryParameters(ctx, HISTORY);
        String name = QueryParameters.linkName(ctx);
        int limit = parameters.number("limit", 50, 1, 500);
        long after = HistoryCursor.parse(parameters.text("cursor", 100));
        // one more than the limit shows whether there is a next page
        answers.answer(ctx, reading -> findHistory(models.get(), tenant, name, after, limit + 1, reading), found -> {
            if (found.isEmpty()) {
                answers.problem(ctx, ReadProblems.noSuchLink(name));
                return;
            }
            List<HistoryEntry> all = found.get();
            List<ChangeView> views = new ArrayList<>();
            all.stream().limit(limit).forEach(entry -> views.add(view(entry)));
            boolean more = all.size() > limit;
            ctx.header("Cache-Control", "no-store");
            ctx.json(new HistoryView(
                    views, more ? HistoryCursor.text(views.get(views.size() - 1).version()) : null));
        });
    }

    private CompletableFuture<Optional<Link>> findAt(
            ReadModel model, String tenant, String name, Instant moment, Reading reading) {
        return model.findLink(tenant, name, reading.trace()).thenCompose(now -> {
            if (now.isEmpty() || !now.get().getEditedAt().isAfter(moment)) {
                return CompletableFuture.completedFuture(now);
            }
            // the overlay first, Cassandra second: an event that the projector writes meanwhile is in one of them
            Optional<Link> latest = Optional.empty();
            for (LinkEvent event : model.links().unprojectedEvents(name)) {
                if (!event.getLink().getEditedAt().isAfter(moment)) {
                    latest = Optional.of(event.getLink());
                }
            }
            return latest.isPresent()
                    ? CompletableFuture.completedFuture(latest)
                    : statements
                            .of(model)
                            .history()
                            .at(name, moment, reading)
                            .thenApply(entry -> entry.map(HistoryEntry::link));
        });
    }

    private CompletableFuture<Optional<List<HistoryEntry>>> findHistory(
            ReadModel model, String tenant, String name, long after, int limit, Reading reading) {
        return model.findLink(tenant, name, reading.trace())
                .thenCompose(link -> link.isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : findEntries(model, name, after, limit, reading).thenApply(Optional::of));
    }

    private CompletableFuture<List<HistoryEntry>> findEntries(
            ReadModel model, String name, long after, int limit, Reading reading) {
        List<LinkEvent> unprojected = model.links().unprojectedEvents(name); // before Cassandra, as in findAt
        return statements.of(model).history().after(name, after, limit, reading).thenApply(projected -> {
            List<HistoryEntry> all = new ArrayList<>(projected);
            long last = projected.isEmpty()
                    ? after
                    : projected.get(projected.size() - 1).version();
            for (LinkEvent event : unprojected) {
                if (event.getLink().getVersion() > last && all.size() < limit) {
                    all.add(HistoryEntry.of(event));
                }
            }
            return all;
        });
    }

    private void answer(Context ctx, Link link) {
        LinkView view = LinkView.of(link, publicUrl);
        answers.unlessUnchanged(ctx, view.etag(), () -> {
            ctx.header("Cache-Control", "private, no-cache"); // a shared cache does not tell keys apart
            ctx.json(view);
        });
    }

    private ChangeView view(HistoryEntry entry) {
        return ChangeView.of(entry.change(), entry.commandId(), entry.sentBy(), entry.link(), publicUrl);
    }

    private static Instant moment(String text) {
        try {
            // a + that is not percent-encoded arrives as a space
            return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
        } catch (DateTimeException e) {
            throw QueryParameters.invalid("asOf must be an RFC 3339 time such as 2026-01-31T12:00:00Z");
        }
    }
}
