package io.linklog.cli.blocked;

import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.blocked.BlockedTargetStore;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog blocked remove}. */
@Command(
        name = "remove",
        sortOptions = false,
        description =
                "Removes hosts: links may lead to them again. What a file of command-service names stays blocked.")
final class BlockedRemoveCommand extends TargetsCommand {

    @Parameters(arity = "1..*", paramLabel = "HOST", description = "As ./linklog blocked list shows it.")
    private List<String> hosts = List.of();

    @Override
    void run(BlockedTargetStore targets, EtcdClient etcd, PrintWriter out) {
        for (String host : spellings(hosts)) {
            if (!etcd.await(targets.remove(host))) {
                throw new Failure(host + " is not in the list; ./linklog blocked list shows all.", null);
            }
            out.println(host + " is not blocked.");
            out.flush();
        }
    }
}
