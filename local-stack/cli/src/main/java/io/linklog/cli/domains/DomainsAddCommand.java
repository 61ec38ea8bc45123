package io.linklog.cli.domains;

import io.linklog.mesh.domains.Domain;
import io.linklog.mesh.keys.ApiKey;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog domains add}. */
@Command(name = "add", sortOptions = false, description = "Adds a short domain. Its DNS name must lead to the edge.")
final class DomainsAddCommand extends DomainCommand {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "For example go.example.org.")
    private String name = "";

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The owner (default: ${DEFAULT-VALUE}).",
            defaultValue = ApiKey.DEFAULT_TENANT)
    private String tenant = ApiKey.DEFAULT_TENANT;

    @Mixin
    private TargetOptions targets = new TargetOptions();

    @Override
    void run(DomainClient client, PrintWriter out) {
        client.await(client.checkedDomains().add(name, tenant, targets.applyTo(Domain.Targets.NONE)));
        out.println("The domain " + name + " belongs to the tenant " + tenant + ".");
    }
}
