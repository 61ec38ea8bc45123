package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import java.io.PrintWriter;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stops a webhook and lets it go on. */
abstract class SwitchHook extends HookCommand {

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    String id = "";

    /** {@code ./linklog webhooks pause}. */
    @Command(
            name = "pause",
            description =
                    "Sends nothing to a webhook until it is resumed; its events wait on the log. A call that is under way"
                            + " is not taken back.")
    static final class Pause extends SwitchHook {
        @Override
        int run(CommandAccess access, PrintWriter out) {
            // after a week without members the brokers forget how far a group was
            Map<TopicPartition, Long> reached = access.places().reached(access.find(id));
            access.change(id, hook -> hook.reached(reached).in(Hook.State.PAUSED, "by command"));
            out.println("Webhook " + id + " is paused; its events wait on the log.");
            return 0;
        }
    }

    /** {@code ./linklog webhooks resume}. */
    @Command(
            name = "resume",
            description =
                    "Lets a webhook go on where it was: one that was paused, one that was switched off because its endpoint"
                            + " answered 410, or at once one that is suspended.")
    static final class Resume extends SwitchHook {
        @Override
        int run(CommandAccess access, PrintWriter out) {
            Hook hook = access.change(id, now -> now.in(Hook.State.ACTIVE, ""));
            out.println("Webhook " + id + " goes on: " + access.places().lag(hook) + " records to pass.");
            return 0;
        }
    }
}
