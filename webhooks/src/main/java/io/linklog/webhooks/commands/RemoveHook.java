package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks remove}. */
@Command(name = "remove", description = "Removes a webhook. Its dead letters stay on webhooks.dlq for 30 days.")
final class RemoveHook extends HookCommand {

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 250;

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @Override
    int run(CommandAccess access, PrintWriter out) throws InterruptedException {
        Hook hook = access.find(id);
        access.await(access.hooks().remove(id));
        // its group can be deleted when all instances have left it
        for (int i = 0; i < ATTEMPTS && !access.places().forget(hook); i++) {
            Thread.sleep(PAUSE_MILLIS);
        }
        out.println("Webhook " + id + " is removed.");
        return 0;
    }
}
