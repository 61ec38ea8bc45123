package io.linklog.kit.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Answers a request for a path that has routes, but none for the method: OPTIONS with 204, all others with 405. Both
 * name the methods of the path in {@code Allow} (RFC 9110, sections 9.3.7 and 15.5.6).
 */
final class AllowedMethods {

    private static final List<HandlerType> ORDER = List.of(
            HandlerType.GET,
            HandlerType.HEAD,
            HandlerType.POST,
            HandlerType.PUT,
            HandlerType.PATCH,
            HandlerType.DELETE,
            HandlerType.OPTIONS);

    private final CrossOrigin crossOrigin;

    AllowedMethods(CrossOrigin crossOrigin) {
        this.crossOrigin = crossOrigin;
    }

    /** @param refusal Javalin's, with the methods of the path */
    void answer(Context ctx, HttpResponseException refusal) {
        String allow = methods(refusal);
        ctx.header("Allow", allow);
        if (ctx.method().equals(HandlerType.OPTIONS)) {
            crossOrigin.answerPreflight(ctx, allow);
            ctx.status(204);
            return;
        }
        HttpApi.answer(
                ctx,
                Problem.of(
                        405,
                        "method-not-allowed",
                        "Method not allowed",
                        "This path does not support " + ctx.method().name() + "; it supports: " + allow));
    }

    private static String methods(HttpResponseException refusal) {
        // the name of the only detail depends on what the caller accepts
        Set<String> found = refusal.getDetails().values().stream()
                .flatMap(value -> Arrays.stream(value.split(", ")))
                .collect(Collectors.toSet());
        return ORDER.stream()
                .map(HandlerType::name)
                .filter(method -> found.contains(method) || method.equals("OPTIONS"))
                .collect(Collectors.joining(", "));
    }
}
