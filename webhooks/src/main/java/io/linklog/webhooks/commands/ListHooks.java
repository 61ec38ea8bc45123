package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ./linklog webhooks list}. */
@Command(
        name = "list",
        description = {
            "Shows all webhooks in a table.",
            "",
            "LAG: records of the log that it has not processed yet, including unwanted ones. FAILED: calls without a"
                    + " 2xx answer; most of them were repeated. DEAD: events that went to the dead letters."
        })
final class ListHooks extends HookCommand {

    @Override
    int run(CommandAccess access, PrintWriter out) {
        HookStore.All all = access.await(access.hooks().list());
        if (all.hooks().isEmpty()) {
            out.println("There is no webhook. ./linklog webhooks add URL adds one.");
        } else {
            List<HookTable.Line> lines = new ArrayList<>();
            all.hooks().forEach(stored -> lines.add(line(access, stored.hook())));
            HookTable.table(lines, Instant.now()).forEach(out::println);
        }
        all.malformed().forEach(key -> out.println("! etcd has a value that is not a webhook; it is ignored: " + key));
        return 0;
    }

    static HookTable.Line line(CommandAccess access, Hook hook) {
        return new HookTable.Line(
                hook,
                access.await(access.hooks().reports(hook.id())),
                access.places().lag(hook),
                access.places().isServed(hook));
    }
}
