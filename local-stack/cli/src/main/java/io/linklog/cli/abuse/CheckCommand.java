package io.linklog.cli.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.options.Failure;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./linklog check}. */
@Command(
        name = "check",
        sortOptions = false,
        description = {
            "Calls the target of a link and says whether it can be reached.",
            "",
            "The service calls it, not this machine: only public addresses, and only where LINKLOG_LINK_CHECK=on."
                    + " The exit status is 1 if the target cannot be reached."
        })
public final class CheckCommand implements Callable<Integer> {

    @Mixin
    private LinkCall link = new LinkCall();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, () -> {
            JsonNode result = link.post("/check", "");
            PrintWriter out = spec.commandLine().getOut();
            boolean reachable = result.path("reachable").asBoolean();
            String subject = "The target of " + link.code();
            out.println(
                    reachable
                            ? subject + " answered " + result.path("status") + "."
                            : subject + " cannot be reached ("
                                    + result.path("problem").asText() + "). "
                                    + result.path("detail").asText() + ".");
            if (result.path("finalUrl").isTextual()) {
                out.println("It redirects to " + result.path("finalUrl").asText());
            }
            out.flush();
            return reachable ? 0 : 1;
        });
    }
}
