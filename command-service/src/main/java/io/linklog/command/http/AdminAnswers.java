package io.linklog.command.http;

import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.async.Causes;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
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
                    thing + "-conflict",
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
