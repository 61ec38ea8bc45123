package io.linklog.webhooks.commands;

import io.linklog.webhooks.hooks.Secret;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks rotate}. */
@Command(
        name = "rotate",
        description = {
            "Gives a webhook a new secret and prints it; those before are good as well, until --finish.",
            "",
            "Until then calls are signed with each of them, so that the receiver can change when it likes."
        })
final class RotateSecret extends HookCommand {

    @Parameters(paramLabel = "ID", description = "The webhook; ./linklog webhooks list shows all.")
    private String id = "";

    @Option(names = "--finish", description = "Sign with the newest secret alone from now on.")
    private boolean finish;

    @Override
    int run(CommandAccess access, PrintWriter out) {
        if (finish) {
            access.change(id, hook -> hook.with(hook.secrets().subList(0, 1)));
            out.println("Webhook " + id + " is signed with its newest secret alone.");
            return 0;
        }
        Secret secret = Secret.random(new SecureRandom());
        access.change(
                id,
                hook -> hook.with(Stream.concat(Stream.of(secret), hook.secrets().stream())
                        .toList()));
        out.println("secret  " + secret.text());
        out.println();
        out.println("What was good before is so until ./linklog webhooks rotate " + id + " --finish.");
        return 0;
    }
}
