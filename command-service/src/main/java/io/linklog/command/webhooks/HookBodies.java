package io.linklog.command.webhooks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.http.JsonBody;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.webhooks.control.HookRequest;
import io.linklog.webhooks.control.StartPlace;
import io.linklog.webhooks.hooks.Hook;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of calls about webhooks. */
final class HookBodies {

    private static final StartPlace NOW = new StartPlace("now");

    private record Create(
            @Nullable String url,
            @Nullable List<@Nullable String> types,
            @Nullable List<@Nullable String> codes,
            @Nullable List<@Nullable String> tags,
            @Nullable String from) {}

    private record Replay(@Nullable String from) {}

    private record Rotate(@Nullable Boolean finish) {}

    /** A new webhook, and the first events that it gets. */
    record NewHook(HookRequest request, StartPlace from) {}

    private final ObjectMapper json;

    HookBodies(ObjectMapper json) {
        this.json = json;
    }

    /** @throws ProblemException 400 if the body is not valid; the webhook itself is not checked */
    NewHook create(byte[] body, String tenant) {
        Create create = JsonBody.read(json, body, Create.class);
        if (create.url == null) {
            throw invalid("The member url is needed");
        }
        HookRequest request = new HookRequest(
                tenant,
                Hook.Origin.API,
                create.url,
                create.types == null ? HookRequest.USUAL_TYPES : texts("types", create.types),
                texts("codes", create.codes),
                texts("tags", create.tags));
        return new NewHook(request, create.from == null ? NOW : new StartPlace(create.from));
    }

    /** Where a replay starts. */
    StartPlace replay(byte[] body) {
        String from = JsonBody.read(json, body, Replay.class).from;
        if (from == null) {
            throw invalid("The member from is needed: now, beginning or a time like 2026-01-31T12:00:00Z");
        }
        return new StartPlace(from);
    }

    /** Whether a rotation ends, so that only the newest secret stays; an empty body means no. */
    boolean isEndOfRotation(byte[] body) {
        return body.length > 0 && Boolean.TRUE.equals(JsonBody.read(json, body, Rotate.class).finish);
    }

    private static List<String> texts(String member, @Nullable List<@Nullable String> given) {
        if (given == null) {
            return List.of();
        }
        List<String> texts = given.stream().filter(Objects::nonNull).toList();
        if (texts.size() < given.size()) {
            throw invalid("The member " + member + " has a null");
        }
        return texts;
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.invalid(detail));
    }
}
