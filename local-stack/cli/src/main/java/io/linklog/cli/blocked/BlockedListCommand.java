package io.linklog.cli.blocked;

import io.linklog.cli.options.Columns;
import io.linklog.cli.options.EtcdClient;
import io.linklog.mesh.blocked.BlockedTargetStore;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code ./linklog blocked list}. */
@Command(
        name = "list",
        sortOptions = false,
        description = "Shows all hosts that were added, without those of command-service's file.")
final class BlockedListCommand extends TargetsCommand {

    private static final List<String> HEAD = List.of("HOST", "ADDED", "BY KEY");

    @Override
    void run(BlockedTargetStore targets, EtcdClient etcd, PrintWriter out) {
        List<List<String>> rows = etcd.await(targets.list()).stream()
                .map(target -> List.of(
                        target.host(),
                        target.addedAt().toString(),
                        target.addedBy().orElse("-")))
                .toList();
        if (rows.isEmpty()) {
            out.println("No host was added. ./linklog blocked add adds one.");
        } else {
            Columns.lines(HEAD, rows).forEach(out::println);
        }
    }
}
