package io.linklog.command.keys;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.http.AdminAnswers;
import io.linklog.command.http.RequestBody;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.ApiKeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * {@code /api/v1/keys}: an admin makes, lists, revokes and rotates the keys of its tenant; an admin of the tenant
 * {@code default} those of every tenant. Another tenant's key is 404.
 *
 * <p>These calls take no {@code Idempotency-Key}: a repeat would have to show the secret again, which nobody keeps. A
 * create whose answer is lost leaves a key in the list that nobody has; revoke it.
 *
 * <p>Where keys are off everybody is refused.
 */
public final class KeysApi {

    private static final String PATH = "/api/v1/keys";

    private final ApiKeyStore keys;
    private final KeyBodies bodies;
    private final ObjectMapper json;
    private final AdminAnswers answers;

    /** @param executor renders the answers */
    public KeysApi(ApiKeyStore keys, ObjectMapper json, Executor executor) {
        this.keys = keys;
        this.bodies = new KeyBodies(json);
        this.json = json;
        this.answers = new AdminAnswers(executor, "key", PATH);
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, PATH, this::list);
        ReadRoutes.add(routes, PATH + "/{id}", this::show);
        routes.post(PATH, this::create);
        routes.delete(PATH + "/{id}", this::revoke);
        routes.post(PATH + "/{id}/rotate", this::rotate);
    }

    private void list(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        answers.list(ctx, keys::list, key -> AdminAnswers.sees(admin, key.tenant()), KeyView::of);
    }

    private void show(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        answers.answer(ctx, () -> visible(ctx.pathParam("id"), admin), key -> ctx.json(KeyView.of(key)));
    }

    private void create(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        byte[] body = RequestBody.read(ctx, RequestBody.JSON);
        ApiKeyStore.Request request = bodies.create(body, admin.tenant(), Instant.now());
        answers.requireTenant(admin, request.tenant());
        answers.answer(ctx, () -> keys.createForAdmin(request), issued -> {
            ctx.status(201);
            ctx.header("Location", PATH + "/" + issued.key().id());
            ctx.json(withSecret(issued));
        });
    }

    private void revoke(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        String id = ctx.pathParam("id");
        RequestBody.requireNone(ctx);
        answers.answer(
                ctx,
                () -> visible(id, admin).thenCompose(key -> keys.revokeUnlessLastAdmin(id)),
                revoked -> ctx.status(204));
    }

    private void rotate(Context ctx) {
        ApiKey admin = answers.admin(ctx);
        String id = ctx.pathParam("id");
        Duration grace = bodies.grace(RequestBody.readOptional(ctx, RequestBody.JSON));
        answers.answer(
                ctx,
                () -> visible(id, admin).thenCompose(key -> keys.rotate(id, grace)),
                issued -> ctx.json(withSecret(issued.orElseThrow(answers::unknown))));
    }

    /** The only answer that has the secret. */
    private ObjectNode withSecret(ApiKeyStore.Issued issued) {
        ObjectNode node = json.valueToTree(KeyView.of(issued.key()));
        return node.put("key", issued.text().reveal());
    }

    private CompletableFuture<ApiKey> visible(String id, ApiKey admin) {
        return keys.get(id)
                .thenApply(found -> found.filter(key -> AdminAnswers.sees(admin, key.tenant()))
                        .orElseThrow(answers::unknown));
    }
}
