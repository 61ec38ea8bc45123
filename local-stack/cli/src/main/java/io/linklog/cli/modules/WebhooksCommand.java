package io.linklog.cli.modules;

import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
        name = "webhooks",
        description = {
            "Sends events of the log to HTTP addresses, signed, in order, at least once.",
            "",
            "  ./linklog webhooks add URL      all changes of links from now on",
            "  ./linklog webhooks list         all, with how far they are",
            "  ./linklog webhooks status ID    one, with its last error",
            "  ./linklog webhooks test ID      sends a test event, prints the answer",
            "  ./linklog webhooks pause ID     lets events wait on the log; resume ID",
            "  ./linklog webhooks replay ID    sends events again, from a place on",
            "  ./linklog webhooks dead ID      what was refused; --again sends it",
            "  ./linklog webhooks rotate ID    a new secret beside the old one",
            "  ./linklog webhooks remove ID",
            "",
            "Each has a --help of its own: ./linklog webhooks add --help",
            "--dir, which names the stack, comes directly behind webhooks."
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
