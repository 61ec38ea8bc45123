package io.linklog.cli.domains;

import io.linklog.cli.options.Columns;
import io.linklog.mesh.domains.Domain;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ./linklog domains list}. */
@Command(name = "list", sortOptions = false, description = "Shows all domains.")
final class DomainsListCommand extends DomainCommand {

    private static final List<String> HEAD =
            List.of("DOMAIN", "TENANT", "BASE URL", "UNKNOWN", "EXPIRED", "CREATED", "STATE");

    @Override
    void run(DomainClient client, PrintWriter out) {
        List<List<String>> rows = client.await(client.domains().list()).stream()
                .map(DomainsListCommand::row)
                .toList();
        if (rows.isEmpty()) {
            out.println("There is no domain but the default one. ./linklog domains add adds one.");
        } else {
            Columns.lines(HEAD, rows).forEach(out::println);
        }
    }

    private static String state(Domain domain) {
        return domain.releasedAt()
                .map(at -> "released " + at)
                .or(() -> domain.removedAt().map(at -> "removed " + at))
                .orElse("works");
    }

    private static List<String> row(Domain domain) {
        return List.of(
                domain.name(),
                domain.tenant(),
                domain.targets().base().orElse("-"),
                domain.targets().unknown().orElse("-"),
                domain.targets().expired().orElse("-"),
                domain.createdAt().toString(),
                state(domain));
    }
}
