package io.linklog.cli.modules;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "webhooks",
        description = {
            "Sends events of the log to HTTP addresses, signed, in order, at least once.",
            "./linklog webhooks --help shows how, ./linklog webhooks add --help what one of its commands takes."
        })
public final class WebhooksCommand extends ModuleCommand {

    public WebhooksCommand() {
        super(new ModuleMain("projector", "io.linklog.projector.webhook.WebhooksMain", 256, ModuleMain.Length.SECONDS));
    }

    /** What looks like an option of ours behind the first word of the other side belongs to it, {@code --help} too. */
    public static void leaveTheRest(CommandLine line) {
        line.getSubcommands().get("webhooks").setStopAtUnmatched(true);
    }
}
