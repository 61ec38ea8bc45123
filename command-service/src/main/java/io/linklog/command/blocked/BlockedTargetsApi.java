package io.linklog.command.blocked;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.linklog.command.http.AdminAnswers;
import io.linklog.command.http.JsonBody;
import io.linklog.command.http.RequestBody;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.http.ReadRoutes;
import io.linklog.mesh.blocked.BlockedTargetStore;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.schemas.targets.HostPattern;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/blocked-targets}: an admin of the tenant {@code default} adds, lists and removes hosts that no link of
 * any tenant may lead to. Calls may be repeated, so they take no {@code Idempotency-Key}.
 */
public final class BlockedTargetsApi {

    private static final String PATH = "/api/v1/blocked-targets";

    private final BlockedTargetStore targets;
    private final ObjectMapper json;
    private final AdminAnswers answers;

    private record Add(@Nullable String host) {}

    /** @param executor renders the answers */
    public BlockedTargetsApi(BlockedTargetStore targets, ObjectMapper json, Executor executor) {
        this.targets = targets;
        this.json = json;
        this.answers = new AdminAnswers(executor, "blocked target", PATH);
    }

    public void addTo(RoutesConfig routes) {
        ReadRoutes.add(routes, PATH, this::list);
        routes.post(PATH, this::add);
        routes.delete(PATH + "/{host}", this::remove);
    }

    private void list(Context ctx) {
        answers.answer(ctx, targets::list, all -> {
            // all in one page: their number is bounded
            ObjectNode page = json.createObjectNode();
            page.set(
                    "data",
                    json.valueToTree(all.stream().map(BlockedTargetView::of).toList()));
            ctx.json(page.putNull("nextCursor"));
        });
    }

    private void add(Context ctx) {
        Optional<String> by = Caller.of(ctx).key().map(ApiKey::id);
        Add body = JsonBody.read(json, RequestBody.read(ctx, RequestBody.JSON), Add.class);
        if (body.host == null) {
            throw new ProblemException(Problem.invalid("The member host is needed"));
        }
        String host = body.host;
        answers.answer(ctx, () -> targets.add(spelling(host), by), addition -> {
            ctx.status(addition.isNew() ? 201 : 200);
            ctx.json(BlockedTargetView.of(addition.target()));
        });
    }

    private void remove(Context ctx) {
        String host = ctx.pathParam("host");
        RequestBody.requireNone(ctx);
        answers.answer(ctx, () -> targets.remove(spelling(host)), removed -> {
            if (!removed) {
                throw answers.unknown();
            }
            ctx.status(204);
        });
    }

    private static String spelling(String host) {
        return HostPattern.parse(host).toString();
    }
}
