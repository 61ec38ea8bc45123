package io.linklog.cli.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.ServiceHttp;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./linklog purge-visits}. */
@Command(
        name = "purge-visits",
        sortOptions = false,
        description = {
            "Erases the visits of a link, or the orphan visits of a tenant, up to now: single visits and totals."
                    + " By address it erases single visits only, because totals know no addresses.",
            "",
            "It cannot be undone; replays and recounts do not bring them back. The sums of all links together, and the"
                    + " places that maxVisits has given away, stay. It needs the key of an editor of the link's tenant;"
                    + " for orphan visits, of an admin; for addresses, of an admin of the tenant default."
        },
        footer = {
            "",
            "Examples:",
            "  ./linklog purge-visits abc",
            "  ./linklog purge-visits links.example.org/abc",
            "  ./linklog purge-visits --orphans",
            "  ./linklog purge-visits --addresses 192.0.2.0/24"
        })
public final class PurgeVisitsCommand implements Callable<Integer> {

    /** Whose visits. */
    static final class Target {

        @Parameters(paramLabel = "CODE", description = LinkCall.CODE)
        private String code = "";

        @Option(names = "--orphans", description = "The visits of the key's tenant that no link redirected.")
        private boolean orphans;

        @Option(
                names = "--addresses",
                paramLabel = "NETWORK",
                description = "Single visits from these addresses, of all tenants: a network such as 192.0.2.0/24.")
        private String addresses = "";

        String path() {
            if (!addresses.isEmpty()) {
                return "/api/v1/visits?addresses=" + ServiceHttp.encode(addresses);
            }
            return orphans ? "/api/v1/visits/orphans" : LinkCall.path(code, "/visits");
        }

        @Override
        public String toString() {
            if (!addresses.isEmpty()) {
                return "The single visits from " + addresses;
            }
            return orphans ? "The orphan visits" : "The visits of " + code;
        }
    }

    @ArgGroup(multiplicity = "1")
    private Target target = new Target();

    @Mixin
    private AdminCall api = new AdminCall();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        return Failure.report(spec, () -> {
            JsonNode answer = api.call("DELETE", target.path(), "");
            spec.commandLine()
                    .getOut()
                    .println(target + " up to " + answer.path("until").asText() + " are purged.");
            spec.commandLine().getOut().flush();
            return 0;
        });
    }
}
