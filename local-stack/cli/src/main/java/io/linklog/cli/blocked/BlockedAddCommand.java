package io.linklog.cli.blocked;

import io.linklog.cli.options.EtcdClient;
import io.linklog.mesh.blocked.BlockedTargetStore;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog blocked add}. */
@Command(name = "add", sortOptions = false, description = "Adds hosts. A repeat changes nothing.")
final class BlockedAddCommand extends TargetsCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "HOST",
            description = "evil.example, .evil.example for it and all names below, 192.0.2.1, or '[2001:db8::1]'.")
    private List<String> hosts = List.of();

    @Override
    void run(BlockedTargetStore targets, EtcdClient etcd, PrintWriter out) {
        for (String host : spellings(hosts)) {
            boolean isNew = etcd.await(targets.add(host, Optional.empty())).isNew();
            out.println(host + (isNew ? " is blocked." : " is blocked already."));
            out.flush();
        }
    }
}
