package io.linklog.cli.domains;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.domains.Domain;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./linklog domains set}. */
@Command(name = "set", sortOptions = false, description = "Changes the targets of a domain; what is not given stays.")
final class DomainsSetCommand extends DomainCommand {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "For example go.example.org.")
    private String name = "";

    @Mixin
    private TargetOptions targets = new TargetOptions();

    @Override
    void run(DomainClient client, PrintWriter out) {
        if (targets.isEmpty()) {
            throw new Failure(2, "Give a target: --base, --unknown or --expired.", null);
        }
        Domain changed = client.await(client.checkedDomains().setTargets(name, targets::applyTo))
                .orElseThrow(() -> unknown(name));
        out.println("The domain " + changed.name() + " is changed.");
    }
}
