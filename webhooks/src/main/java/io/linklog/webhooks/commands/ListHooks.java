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
            "LAG is the records of the log that it has still to pass, wanted or not; FAILED the calls that were not answered well,"
                    + " most of which were repeated; DEAD the events that were put aside."
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
        all.malformed().forEach(key -> out.println("! What etcd has is no webhook and is passed over: " + key));
        return 0;
    }

    static HookTable.Line line(CommandAccess access, Hook hook) {
        return new HookTable.Line(
                hook,
                access.await(access.hooks().progress(hook.id())),
                access.places().lag(hook),
                access.places().isServed(hook));
    }
}
