package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "webhooks",
        description = {
            "Sends events of the log to HTTP addresses, signed, in order, at least once.",
            "./linklog webhooks --help shows how, ./linklog webhooks add --help what one of its commands takes."
        })
public final class WebhooksCommand extends ModuleCommand {

    public WebhooksCommand() {
        // the class path of the projector, whose class archive has these classes
        super(new ModuleMain("projector", "io.linklog.webhooks.commands.WebhooksMain", 256, ModuleMain.Length.SECONDS));
    }
}
