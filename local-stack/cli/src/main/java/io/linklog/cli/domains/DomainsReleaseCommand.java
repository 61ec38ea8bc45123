package io.linklog.cli.domains;

import io.linklog.mesh.domains.Domain;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog domains release}. */
@Command(
        name = "release",
        sortOptions = false,
        description = "Lets every tenant add a removed domain. The links of its former tenant are never answered again,"
                + " and their codes on this domain stay taken: purge them before.")
final class DomainsReleaseCommand extends DomainCommand {

    @Parameters(index = "0", paramLabel = "DOMAIN", description = "For example go.example.org.")
    private String name = "";

    @Override
    void run(DomainClient client, PrintWriter out) {
        Domain released = client.await(client.domains().release(name)).orElseThrow(() -> unknown(name));
        out.println("The domain " + released.name() + " no longer belongs to " + released.tenant()
                + "; the first tenant that adds it gets it.");
    }
}
