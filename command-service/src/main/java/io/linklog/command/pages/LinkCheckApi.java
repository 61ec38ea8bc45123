package io.linklog.command.pages;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.answer.Refusals;
import io.linklog.command.http.NamedLink;
import io.linklog.command.http.RequestBody;
import io.linklog.command.reads.LinkReader;
import io.linklog.command.reads.ReadLink;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.outbound.BodyPart;
import io.linklog.kit.outbound.NoPlaceException;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.mesh.async.Causes;
import io.linklog.schemas.names.LinkName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/links/{code}/check}: calls the target of a link and answers whether it can be reached. It changes
 * nothing, so it may be repeated and takes no {@code Idempotency-Key}.
 */
public final class LinkCheckApi {

    private static final Logger LOG = LoggerFactory.getLogger(LinkCheckApi.class);

    private final LinkReader links;
    private final Optional<Pages> pages;
    private final ClientPlaces places;
    private final Executor executor;

    /**
     * @param pages empty where the operator has them off
     * @param most checks at once, of which one client gets a share
     * @param executor answers
     */
    public LinkCheckApi(LinkReader links, Optional<Pages> pages, int most, Executor executor, ServiceRuntime runtime) {
        this.links = links;
        this.pages = pages;
        this.places = runtime.places("checks", "checks of targets (LINKLOG_LINK_CHECKS)", most);
        this.executor = executor;
    }

    public void addTo(RoutesConfig routes) {
        routes.post("/api/v1/links/{code}/check", this::check);
    }

    private void check(Context ctx) {
        LinkName name = NamedLink.of(ctx);
        RequestBody.requireNone(ctx);
        Pages network = pages.orElseThrow(LinkCheckApi::off);
        Caller caller = Caller.of(ctx);
        network.count(caller.client()).ifPresent(refusal -> {
            refusal.addTo(ctx);
            throw new ProblemException(refusal.problem());
        });
        ClientPlaces.Place place = places.take(caller.client());
        ctx.header("Cache-Control", "no-store");
        ctx.future(() -> links.read(name, caller, HttpApi.trace(ctx))
                .thenCompose(link -> call(network, link, caller))
                .handleAsync(
                        (answer, error) -> {
                            place.close();
                            answer(ctx, answer, error);
                            return null;
                        },
                        executor));
    }

    private static CompletableFuture<PageAnswer> call(Pages network, ReadLink link, Caller caller) {
        if (!link.mayBeChangedBy(caller)) {
            throw new ProblemException(Refusals.notOwner(
                    "Another key made this link, and a check calls its target. Use that key, or one with the role"
                            + " editor"));
        }
        if (!link.isActive()) {
            throw new ProblemException(Problem.gone("The link is deleted, so nobody is led to its target."));
        }
        return network.call(link.longUrl(), BodyPart.NONE);
    }

    private static void answer(Context ctx, @Nullable PageAnswer answer, @Nullable Throwable error) {
        if (answer != null) {
            ctx.json(LinkCheckView.of(answer));
            return;
        }
        Throwable cause = Causes.unwrapNullable(error);
        if (cause instanceof ProblemException refusal) {
            HttpApi.answer(ctx, refusal.problem());
        } else if (cause instanceof NoPlaceException) {
            HttpApi.answer(
                    ctx,
                    Problem.unavailable("Too many targets are being called, or names are resolved too slowly; try again"
                            + " in a second"));
        } else {
            LOG.error("A link check failed", cause);
            HttpApi.answer(
                    ctx,
                    Problem.of(
                            500, "internal", "Internal error", "The check failed. The service has logged this fault"));
        }
    }

    private static ProblemException off() {
        return new ProblemException(Problem.of(
                501,
                "link-check-off",
                "Link checks are off",
                "This service calls no targets of links. An operator switches that on with LINKLOG_LINK_CHECK=on"));
    }
}
