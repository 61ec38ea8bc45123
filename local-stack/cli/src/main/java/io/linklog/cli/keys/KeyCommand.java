package io.linklog.cli.keys;

import io.linklog.cli.options.Failure;
import io.linklog.cli.options.StackEtcdOptions;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyText;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command on the keys that etcd holds. */
abstract class KeyCommand implements Callable<Integer> {

    @Mixin
    private StackEtcdOptions options = new StackEtcdOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /**
     * Does the work.
     *
     * @param out for programs and people
     * @throws Failure when it cannot be done
     */
    abstract void run(KeyClient client, PrintWriter out);

    /** Shows a new key: alone on standard output, so that a script can take it; the words on standard error. */
    final void show(ApiKeyStore.Issued issued, String sentence, PrintWriter out) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(sentence);
        err.println("This is the only time that it is shown. Send it in the header " + KeyText.HEADER + ":");
        err.flush();
        out.println(issued.text().reveal());
    }

    @Override
    public final Integer call() throws Exception {
        return Failure.report(spec, () -> {
            try (KeyClient client = new KeyClient(options.open())) {
                PrintWriter out = spec.commandLine().getOut();
                run(client, out);
                out.flush();
                return 0;
            }
        });
    }
}
