package io.linklog.command.http;

import io.javalin.http.Context;
import io.linklog.kit.access.AccessControl;
import io.linklog.kit.access.Caller;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.LeastRole;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.async.Causes;
import io.linklog.mesh.keys.ApiKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of admins about things in etcd, such as keys. Thread-safe.
 *
 * @param executor renders the answers
 * @param thing what it is about, in the singular, such as {@code key}
 * @param path the list of all of them
 */
public record AdminAnswers(Executor executor, String thing, String path) {

    /** All things in one page: their number is bounded. */
    private record Page(List<?> data, @Nullable String nextCursor) {}

    /**
     * The key of the caller, who is an admin.
     *
     * @throws ProblemException 403 where keys are off: who may call anything today would keep what it makes tomorrow
     */
    public ApiKey admin(Context ctx) {
        return Caller.of(ctx)
                .key()
                .orElseThrow(() -> AccessControl.forbidden(
                        LeastRole.ADMIN,
                        "Keys are not required here (LINKLOG_API_KEYS=off), so nobody is known to be"
                                + " an admin. Use ./linklog " + thing + "s, which works on etcd"));
    }

    /** Whether an admin sees and changes what belongs to a tenant, where admins of the system see all. */
    public static boolean sees(ApiKey admin, String tenant) {
        return admin.isSystemAdmin() || admin.tenant().equals(tenant);
    }

    /** @throws ProblemException 403 if only another admin makes things of this tenant */
    public void requireTenant(ApiKey admin, String tenant) {
        if (!sees(admin, tenant)) {
            throw AccessControl.forbidden(
                    LeastRole.SYSTEM_ADMIN,
                    "Only an admin of the tenant " + ApiKey.DEFAULT_TENANT + " makes a " + thing
                            + " of another tenant");
        }
    }

    /** Answers with the list of all things that the caller sees. */
    public <T> void list(
            Context ctx, Supplier<CompletableFuture<List<T>>> call, Predicate<T> isVisible, Function<T, ?> view) {
        answer(
                ctx,
                call,
                all -> ctx.json(
                        new Page(all.stream().filter(isVisible).map(view).toList(), null)));
    }

    /** Answers when a call has ended: with its result, or with the problem that its failure means. */
    public <T> void answer(Context ctx, Supplier<CompletableFuture<T>> call, Consumer<T> render) {
        // a secret must be in no cache, and a list changes at any moment
        ctx.header("Cache-Control", "no-store");
        ctx.future(() -> begin(call)
                .handleAsync(
                        (result, error) -> {
                            if (error == null) {
                                render.accept(result);
                            } else {
                                HttpApi.answer(ctx, problem(error));
                            }
                            return Optional.empty();
                        },
                        executor));
    }

    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> call) {
        try {
            return call.get();
        } catch (IllegalArgumentException | ProblemException e) {
            return CompletableFuture.failedFuture(e); // a name or a tenant that is not valid
        }
    }

    private Problem problem(Throwable error) {
        Throwable cause = Causes.unwrap(error);
        if (cause instanceof ProblemException refusal) {
            return refusal.problem();
        }
        if (cause instanceof IllegalArgumentException) {
            return Problem.invalid("The " + thing + " is not valid: " + cause.getMessage());
        }
        if (cause instanceof IllegalStateException conflict) {
            return Problem.of(
                    409,
                    thing.replace(' ', '-') + "-conflict",
                    "The " + thing + " cannot be changed so",
                    sentence(conflict.getMessage()));
        }
        if (cause instanceof KafkaException) {
            return Problem.unavailable("Kafka does not answer; nothing was changed. Try again");
        }
        return Problem.unavailable("etcd, which holds the " + thing
                + "s, does not answer. It may have done what was asked: look at GET " + path + " before you try again");
    }

    private static String sentence(@Nullable String message) {
        return message == null || message.isEmpty()
                ? "It was changed elsewhere"
                : Character.toUpperCase(message.charAt(0)) + message.substring(1);
    }

    /** 404: there is none of this id, or it is another tenant's. */
    public ProblemException unknown() {
        return new ProblemException(Problem.notFound("There is no such " + thing + "; GET " + path + " lists all"));
    }
}
