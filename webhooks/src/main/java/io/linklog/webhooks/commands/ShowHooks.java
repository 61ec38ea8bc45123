package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks status}. */
@Command(name = "status", description = "Shows the state of a webhook, its lag, its last success and its last error.")
final class ShowHooks extends HookCommand {

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The webhook to show (default: all).")
    private @Nullable String id;

    @Override
    int run(CommandAccess access, PrintWriter out) {
        List<Hook> shown = id != null
                ? List.of(access.find(id))
                : access.await(access.hooks().list()).hooks().stream()
                        .map(HookStore.Stored::hook)
                        .toList();
        if (shown.isEmpty()) {
            out.println("There is no webhook. ./linklog webhooks add URL adds one.");
        }
        shown.forEach(hook ->
                HookTable.details(ListHooks.line(access, hook), Instant.now()).forEach(out::println));
        return 0;
    }
}
