package io.linklog.cli.domains;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackEtcdOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the domains that etcd holds. */
abstract class DomainCommand implements Callable<Integer> {

    @Mixin
    private StackEtcdOptions options = new StackEtcdOptions();

    @Mixin
    private OwnHostOptions hosts = new OwnHostOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Does the work.
     *
     * @throws Failure when it cannot be done
     * @throws IllegalArgumentException when the domain is not valid
     */
    abstract void run(DomainClient client, PrintWriter out);

    static Failure unknown(String name) {
        return new Failure("There is no domain " + name + "; ./linklog domains list shows all.", null);
    }

    @Override
    public final Integer call() throws Exception {
        return Failure.report(spec, () -> {
            try (DomainClient client = new DomainClient(options.open(), hosts)) {
                PrintWriter out = spec.commandLine().getOut();
                run(client, out);
                out.flush();
                return 0;
            } catch (IllegalArgumentException mistake) {
                throw new Failure(2, "The domain is not valid: " + mistake.getMessage() + ".", mistake);
            }
        });
    }
}
