package io.linklog.cli.options;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which etcd a command works on: one that is named, or that of a stack. */
public final class StackEtcdOptions {

    @Mixin
    private EtcdOptions options = new EtcdOptions();

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description =
                    "Folder of a stack, for instance .linklog: its etcd is used in place of --etcd (default: none).")
    private @Nullable Path folder;

    /** @throws Failure when no etcd is named, or no stack was ever started in the folder */
    public EtcdClient open() {
        return folder == null ? EtcdClient.open(options) : EtcdClient.ofStack(folder);
    }
}
