package io.linklog.cli.domains;

import io.linklog.mesh.domains.Domain;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog domains remove}. */
@Command(
        name = "remove",
        sortOptions = false,
        description = "Removes a domain: its links stay in the log and are answered 404 until it is added again.")
final class DomainsRemoveCommand extends DomainCommand {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "For example go.example.org.")
    private String name = "";

    @Override
    void run(DomainClient client, PrintWriter out) {
        Domain removed = client.await(client.domains().remove(name)).orElseThrow(() -> unknown(name));
        out.println("The domain " + removed.name() + " is removed; its links are answered 404.");
    }
}
