package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.Secret;
import java.io.PrintWriter;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks rotate}. */
@Command(
        name = "rotate",
        description = {
            "Gives a webhook a new secret and prints it.",
            "",
            "Calls are signed with the new secret and with the old ones, so the receiver can change over at any time."
                    + " --finish drops the old ones."
        })
final class RotateSecret extends HookCommand {

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @Option(names = "--finish", description = "Sign only with the newest secret from now on.")
    private boolean finish;

    @Override
    int run(CommandAccess access, PrintWriter out) {
        if (finish) {
            access.change(id, Hook::withNewestSecretOnly);
            out.println("Webhook " + id + " is now signed with its newest secret alone.");
            return 0;
        }
        Secret secret = Secret.random(new SecureRandom());
        access.change(id, hook -> hook.withNewSecret(secret));
        out.println("secret  " + secret.text());
        out.println();
        out.println("The old secret stays valid until ./linklog webhooks rotate " + id + " --finish.");
        return 0;
    }
}
