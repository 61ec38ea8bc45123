package io.linklog.command.webhooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.http.AdminAnswers;
import io.linklog.command.http.RequestBody;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.webhooks.control.HookRequest;
import io.linklog.webhooks.control.StartPlace;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import io.linklog.webhooks.hooks.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/**
 * {@code /api/v1/webhooks}: an admin makes, changes and removes the webhooks of its tenant. Another tenant's webhook is
 * 404. One that is made here calls public addresses only, and no change lifts that.
 *
 * <p>These calls take no {@code Idempotency-Key}: a repeat of a create would have to show the secret again. A create
 * whose answer is lost leaves a webhook in the list whose secret nobody has; remove it. The other calls are harmless
 * when repeated, but for a rotation, which adds a secret.
 *
 * <p>Where keys are off everybody is refused.
 */
public final class WebhooksApi {

    private static final String PATH = "/api/v1/webhooks";
    private static final String ONE = PATH + "/{id}";

    private final HookStore hooks;
    private final LogQuestions log;
    private final HookBodies bodies;
    private final ObjectMapper json;
    private final AdminAnswers answers;

    /** @param executor renders the answers */
    public WebhooksApi(HookStore hooks, LogQuestions log, ObjectMapper json, Executor executor) {
        this.hooks = hooks;
        this.log = log;
        this.bodies = new HookBodies(json);
        this.json = json;
        this.answers = new AdminAnswers(executor, "webhook", PATH);
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, PATH, this::list);
        ReadRoutes.add(routes, ONE, this::show);
        ReadRoutes.add(routes, ONE + "/deliveries", this::deliveries);
        routes.post(PATH, this::create);
        routes.delete(ONE, this::remove);
        routes.post(ONE + "/pause", this::pause);
        routes.post(ONE + "/resume", this::resume);
        routes.post(ONE + "/replay", this::replay);
        routes.post(ONE + "/rotate", this::rotate);
    }

    private void list(Context ctx) {
        String tenant = tenant(ctx);
        answers.list(
                ctx,
                () -> hooks.list().thenApply(HookStore.All::hooks),
                stored -> stored.hook().tenant().equals(tenant),
                stored -> HookView.of(stored.hook()));
    }

    private void show(Context ctx) {
        String tenant = tenant(ctx);
        answers.answer(ctx, () -> own(ctx.pathParam("id"), tenant), hook -> ctx.json(HookView.of(hook)));
    }

    private void deliveries(Context ctx) {
        String tenant = tenant(ctx);
        answers.answer(
                ctx,
                () -> own(ctx.pathParam("id"), tenant)
                        .thenCompose(hook -> hooks.reports(hook.id())
                                .thenCompose(reports ->
                                        log.letters(hook).thenApply(letters -> DeliveriesView.of(reports, letters)))),
                ctx::json);
    }

    private void create(Context ctx) {
        String tenant = tenant(ctx);
        HookBodies.NewHook wanted = bodies.create(RequestBody.read(ctx, RequestBody.JSON), tenant);
        Instant now = Instant.now();
        answers.answer(
                ctx,
                () -> {
                    Hook hook = wanted.request().toHook(HookRequest.randomId(), now);
                    return log.ask(
                                    tenant,
                                    places -> hook.withRequest(wanted.from().offsets(places, hook.topics()), now))
                            .thenCompose(this::add);
                },
                hook -> {
                    ctx.status(201);
                    ctx.header("Location", PATH + "/" + hook.id());
                    ctx.json(withSecret(hook));
                });
    }

    private CompletableFuture<Hook> add(Hook hook) {
        return hooks.add(hook).thenApply(addition -> switch (addition) {
            case DONE -> hook;
            case ID_TAKEN -> throw new IllegalStateException("a webhook of this id exists; try again");
            case FULL ->
                throw new IllegalStateException("there are " + HookStore.MOST
                        + " webhooks in the whole system, the most there may be; one must be removed first");
            case TENANT_FULL ->
                throw new IllegalStateException("this tenant has " + HookStore.MOST_OF_TENANT
                        + " webhooks, the most there may be; remove one first");
        });
    }

    private void remove(Context ctx) {
        String tenant = tenant(ctx);
        RequestBody.requireNone(ctx);
        // the brokers delete its consumer groups a week after the last member has left
        answers.answer(
                ctx,
                () -> own(ctx.pathParam("id"), tenant).thenCompose(hook -> hooks.remove(hook.id())),
                removed -> ctx.status(204));
    }

    private void pause(Context ctx) {
        String tenant = tenant(ctx);
        RequestBody.requireNone(ctx);
        answers.answer(
                ctx,
                () -> own(ctx.pathParam("id"), tenant)
                        // the brokers delete the offsets of a group that had no members for a week
                        .thenCompose(hook -> log.ask(tenant, places -> places.reachedOffsets(hook)))
                        .thenCompose(reached -> change(
                                ctx.pathParam("id"),
                                tenant,
                                hook -> hook.withReachedOffsets(reached).withState(Hook.State.PAUSED, "by the API"))),
                hook -> ctx.json(HookView.of(hook)));
    }

    private void resume(Context ctx) {
        String tenant = tenant(ctx);
        RequestBody.requireNone(ctx);
        answers.answer(
                ctx,
                () -> change(ctx.pathParam("id"), tenant, hook -> hook.withState(Hook.State.ACTIVE, "")),
                hook -> ctx.json(HookView.of(hook)));
    }

    private void replay(Context ctx) {
        String tenant = tenant(ctx);
        StartPlace from = bodies.replay(RequestBody.read(ctx, RequestBody.JSON));
        answers.answer(
                ctx,
                () -> own(ctx.pathParam("id"), tenant)
                        .thenCompose(hook -> log.ask(tenant, places -> from.offsets(places, hook.topics())))
                        .thenCompose(offsets ->
                                change(ctx.pathParam("id"), tenant, hook -> hook.withRequest(offsets, Instant.now()))),
                hook -> ctx.json(HookView.of(hook)));
    }

    private void rotate(Context ctx) {
        String tenant = tenant(ctx);
        boolean ends = bodies.isEndOfRotation(RequestBody.readOptional(ctx, RequestBody.JSON));
        Secret newest = Secret.random(new SecureRandom());
        answers.answer(
                ctx,
                () -> change(
                        ctx.pathParam("id"),
                        tenant,
                        hook -> ends ? hook.withNewestSecretOnly() : hook.withNewSecret(newest)),
                hook -> ctx.json(ends ? HookView.of(hook) : withSecret(hook)));
    }

    /** The only answers that have a secret: the newest. */
    private ObjectNode withSecret(Hook hook) {
        ObjectNode node = json.valueToTree(HookView.of(hook));
        return node.put("secret", hook.secrets().get(0).text());
    }

    private String tenant(Context ctx) {
        return answers.admin(ctx).tenant();
    }

    private CompletableFuture<Hook> own(String id, String tenant) {
        if (!HookRequest.isId(id)) {
            return CompletableFuture.failedFuture(answers.unknown());
        }
        return hooks.find(id)
                .thenApply(found ->
                        found.filter(hook -> hook.tenant().equals(tenant)).orElseThrow(answers::unknown));
    }

    private CompletableFuture<Hook> change(String id, String tenant, UnaryOperator<Hook> change) {
        return own(id, tenant)
                .thenCompose(found -> hooks.change(id, hook -> {
                    // an operator may have made another one of this id meanwhile
                    if (!hook.tenant().equals(tenant)) {
                        throw answers.unknown();
                    }
                    return change.apply(hook);
                }))
                .thenApply(changed -> changed.orElseThrow(answers::unknown));
    }
}
