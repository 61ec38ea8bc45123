package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks remove}. */
@Command(
        name = "remove",
        description = "Removes a webhook for good. Its dead letters stay on webhooks.dlq for 30 days.")
final class RemoveHook extends HookCommand {

    private static final int LOOKS = 20;
    private static final long BETWEEN_LOOKS_MILLIS = 250;

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @Override
    int run(CommandAccess access, PrintWriter out) throws InterruptedException {
        Hook hook = access.find(id);
        access.await(access.hooks().remove(id));
        // its group can be forgotten when the deliverers have left it
        for (int i = 0; i < LOOKS && !access.places().forget(hook); i++) {
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
        out.println("Webhook " + id + " is removed.");
        return 0;
    }
}
