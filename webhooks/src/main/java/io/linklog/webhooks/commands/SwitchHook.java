package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import java.io.PrintWriter;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Pauses and resumes a webhook. */
abstract class SwitchHook extends HookCommand {

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    String id = "";

    /** {@code ./linklog webhooks pause}. */
    @Command(
            name = "pause",
            description =
                    "Stops deliveries to a webhook until it is resumed. Its events wait on the log. A call in flight is"
                            + " not cancelled.")
    static final class Pause extends SwitchHook {
        @Override
        int run(CommandAccess access, PrintWriter out) {
            // the brokers delete the offsets of a group that had no members for a week
            Map<TopicPartition, Long> reached = access.places().reachedOffsets(access.find(id));
            access.change(id, hook -> hook.withReachedOffsets(reached).withState(Hook.State.PAUSED, "by command"));
            out.println("Webhook " + id + " is paused; its events wait on the log.");
            return 0;
        }
    }

    /** {@code ./linklog webhooks resume}. */
    @Command(
            name = "resume",
            description = "Continues deliveries to a webhook: one that was paused, one that is off because its endpoint"
                    + " answered 410, or one that is suspended, at once.")
    static final class Resume extends SwitchHook {
        @Override
        int run(CommandAccess access, PrintWriter out) {
            Hook hook = access.change(id, now -> now.withState(Hook.State.ACTIVE, ""));
            out.println("Webhook " + id + " continues: " + access.places().lag(hook) + " records to process.");
            return 0;
        }
    }
}
