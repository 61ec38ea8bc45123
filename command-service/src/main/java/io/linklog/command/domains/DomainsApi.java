package io.linklog.command.domains;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.http.AdminAnswers;
import io.linklog.command.http.RequestBody;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.domains.DomainStore;
import io.linklog.mesh.keys.ApiKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * {@code /api/v1/domains}: an admin adds, lists, changes and removes the short domains of its tenant; an admin of the
 * tenant {@code default} those of every tenant. Another tenant's domain is 404; to add it is 409, which says only that
 * it is taken.
 *
 * <p>These calls take no {@code Idempotency-Key}: a change and a removal are harmless when repeated, and after an add
 * whose answer is lost the domain is in the list.
 *
 * <p>Where keys are off everybody is refused.
 */
public final class DomainsApi {

    private static final String PATH = "/api/v1/domains";
    private static final String ONE = PATH + "/{domain}";

    private final DomainStore domains;
    private final DomainBodies bodies;
    private final AdminAnswers answers;

    /** @param executor renders the answers */
    public DomainsApi(DomainStore domains, ObjectMapper json, Executor executor) {
        this.domains = domains;
        this.bodies = new DomainBodies(json);
        this.answers = new AdminAnswers(executor, "domain", PATH);
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, PATH, this::list);
        ReadRoutes.add(routes, ONE, this::show);
        routes.post(PATH, this::add);
        routes.patch(ONE, this::change);
        routes.delete(ONE, this::remove);
    }

    private void list(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        answers.list(ctx, domains::list, domain -> AdminAnswers.sees(admin, domain.tenant()), DomainView::of);
    }

    private void show(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        answers.answer(ctx, () -> visible(ctx.pathParam("domain"), admin), domain -> ctx.json(DomainView.of(domain)));
    }

    private void add(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        DomainBodies.NewDomain wanted = bodies.add(RequestBody.read(ctx, RequestBody.JSON), admin.tenant());
        answers.requireTenant(admin, wanted.tenant());
        answers.answer(ctx, () -> domains.add(wanted.name(), wanted.tenant(), wanted.targets()), domain -> {
            ctx.status(201);
            ctx.header("Location", PATH + "/" + domain.name());
            ctx.json(DomainView.of(domain));
        });
    }

    private void change(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        String name = ctx.pathParam("domain");
        UnaryOperator<Domain.Targets> change = bodies.change(RequestBody.read(ctx, RequestBody.MERGE_PATCH));
        answers.answer(
                ctx,
                () -> visible(name, admin)
                        .thenCompose(before -> domains.setTargets(name, change))
                        .thenApply(changed -> changed.orElseThrow(() -> new IllegalStateException(
                                "the domain is removed; a POST to " + PATH + " adds it again"))),
                domain -> ctx.json(DomainView.of(domain)));
    }

    private void remove(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        String name = ctx.pathParam("domain");
        RequestBody.requireNone(ctx);
        // its tenant never changes, so nobody else's is removed in between
        answers.answer(
                ctx,
                () -> visible(name, admin).thenCompose(before -> domains.remove(name)),
                removed -> ctx.status(204));
    }

    private CompletableFuture<Domain> visible(String name, ApiKey admin) {
        return domains.get(name)
                .thenApply(found -> found.filter(domain -> AdminAnswers.sees(admin, domain.tenant()))
                        .orElseThrow(answers::unknown));
    }
}
