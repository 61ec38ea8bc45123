package io.linklog.cli.modules;

import picocli.CommandLine.Command;

@Command(
        name = "webhooks",
        description = {
            "Sends events of the log to HTTP addresses: signed, in order, at least once.",
            "./linklog webhooks --help lists its commands, ./linklog webhooks add --help the options of one of them."
        })
public final class WebhooksLauncher extends ModuleLauncher {

    public WebhooksLauncher() {
        // on the projector's class path, whose class archive has these classes
        super(new ModuleMain("projector", "io.linklog.webhooks.commands.WebhooksMain", 256, ModuleMain.Length.SECONDS));
    }
}
