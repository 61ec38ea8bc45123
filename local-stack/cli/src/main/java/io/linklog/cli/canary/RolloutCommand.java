package io.linklog.cli.canary;

import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the rollouts that etcd holds. */
abstract class RolloutCommand implements Callable<Integer> {

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Does the work.
     *
     * @param out for people
     * @throws Failure when it cannot be done
     */
    abstract void run(RolloutClient client, PrintWriter out);

    @Override
    public final Integer call() throws Exception {
        return Failure.report(spec, () -> {
            try (RolloutClient client = new RolloutClient(EtcdClient.open(options))) {
                PrintWriter out = spec.commandLine().getOut();
                run(client, out);
                out.flush();
                return 0;
            }
        });
    }
}
