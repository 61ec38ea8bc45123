package io.linklog.cli.keys;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.KeyText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command on the keys that etcd holds. */
abstract class KeyCommand implements Callable<Integer> {

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
            try (KeyClient client = folder == null ? KeyClient.open(options) : KeyClient.ofStack(folder)) {
                PrintWriter out = spec.commandLine().getOut();
                run(client, out);
                out.flush();
                return 0;
            }
        });
    }
}
