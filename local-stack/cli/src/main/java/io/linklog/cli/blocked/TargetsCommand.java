package io.linklog.cli.blocked;

import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackEtcdOptions;
import io.linklog.mesh.blocked.BlockedTargetStore;
import io.linklog.schemas.targets.HostPattern;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the blocked targets that etcd holds. */
abstract class TargetsCommand implements Callable<Integer> {

    @Mixin
    private StackEtcdOptions options = new StackEtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Does the work.
     *
     * @param etcd waits for calls of the targets
     * @throws Failure when it cannot be done
     */
    abstract void run(BlockedTargetStore targets, EtcdClient etcd, PrintWriter out) throws IOException;

    /**
     * The one spelling of each host.
     *
     * @throws Failure for the first that is none; nothing is done then
     */
    static List<String> spellings(List<String> hosts) {
        return hosts.stream().map(TargetsCommand::spelling).toList();
    }

    private static String spelling(String host) {
        try {
            return HostPattern.parse(host).toString();
        } catch (IllegalArgumentException e) {
            throw new Failure(2, "\"" + host + "\" " + e.getMessage() + ".", e);
        }
    }

    @Override
    public final Integer call() throws Exception {
        return Failure.report(spec, () -> {
            try (EtcdClient etcd = options.open()) {
                PrintWriter out = spec.commandLine().getOut();
                run(new BlockedTargetStore(etcd.etcd(), InstantSource.system()), etcd, out);
                out.flush();
                return 0;
            }
        });
    }
}
