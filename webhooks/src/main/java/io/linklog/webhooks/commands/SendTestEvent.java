package io.linklog.webhooks.commands;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.linklog.kit.http.Json;
import io.linklog.schemas.view.EventView;
import io.linklog.webhooks.call.Caller;
import io.linklog.webhooks.call.EndpointAnswer;
import io.linklog.webhooks.call.Verdict;
import io.linklog.webhooks.hooks.Hook;
import io.opentelemetry.api.trace.SpanContext;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks test}. */
@Command(
        name = "test",
        description = {
            "Sends a signed event of type test from this machine and prints the answer.",
            "",
            "Exit code 0: the answer is 2xx; 1: it is not."
        })
final class SendTestEvent extends HookCommand {

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @Override
    int run(CommandAccess access, PrintWriter out) throws JsonProcessingException, InterruptedException {
        Hook hook = access.find(id);
        EventView event = new EventView(
                "test-" + UUID.randomUUID(),
                "test",
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                null,
                Map.of("message", "A test of webhook " + id));
        byte[] body = Json.mapper().writeValueAsBytes(event);
        try (Caller caller = new Caller(access.settings().delivery().timeout(), InstantSource.system())) {
            long begin = System.nanoTime();
            EndpointAnswer answer = caller.send(hook, event.id(), body, SpanContext.getInvalid())
                    .get();
            out.println(answer.summary() + " (" + (System.nanoTime() - begin) / 1_000_000 + " ms)");
            return Verdict.of(answer.status()) == Verdict.DELIVERED ? 0 : 1;
        } catch (ExecutionException e) {
            throw new RefusedException(1, "No answer from " + hook.url() + ": " + e.getCause(), e);
        }
    }
}
