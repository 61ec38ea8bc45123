package io.linklog.cli.abuse;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linklog.cli.options.Failure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./linklog takedown}. */
@Command(
        name = "takedown",
        sortOptions = false,
        description = {
            "Takes a link down: visitors get 451 and the reason, and its owner cannot undo it.",
            "",
            "It needs the key of an admin: of the link's tenant, or of the tenant default for every link. The key comes"
                    + " from LINKLOG_KEY, else from the stack's folder."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog takedown abc --reason phishing",
            "  ./linklog takedown abc --reason 'court order 12/2026' --status 410"
        })
public final class TakedownCommand implements Callable<Integer> {

    @Mixin
    private LinkCall link = new LinkCall();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "Why, up to 200 characters. Visitors read it.")
    private String reason = "";

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            defaultValue = "451",
            description = "What visitors get: 451 (unavailable for legal reasons) or 410 (gone) (default: 451).")
    private int status;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, () -> {
            link.post(
                    "/takedown",
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("reason", reason)
                            .put("status", status)
                            .toString());
            spec.commandLine()
                    .getOut()
                    .println(link.code() + " is taken down; ./linklog reinstate " + link.code() + " ends that.");
            spec.commandLine().getOut().flush();
            return 0;
        });
    }
}
