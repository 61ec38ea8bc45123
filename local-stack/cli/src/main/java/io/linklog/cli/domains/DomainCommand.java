package io.linklog.cli.domains;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command on the domains that etcd holds. */
abstract class DomainCommand implements Callable<Integer> {

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Folder of a stack of ./linklog up; its etcd is used, and --etcd is not.")
    private @Nullable Path folder;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Does the work.
     *
     * @throws Failure when it cannot be done
     */
    abstract void run(DomainClient client, PrintWriter out);

    @Override
    public final Integer call() throws Exception {
        return Failure.report(spec, () -> {
            try (DomainClient client = DomainClient.open(options, folder)) {
                PrintWriter out = spec.commandLine().getOut();
                run(client, out);
                out.flush();
                return 0;
            }
        });
    }
}
