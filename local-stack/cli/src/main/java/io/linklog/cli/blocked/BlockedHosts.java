package io.linklog.cli.blocked;

import io.linklog.cli.options.EtcdClient;
import io.linklog.cli.options.Failure;
import io.linklog.mesh.blocked.BlockedTargetStore;
import io.linklog.schemas.targets.HostFile;
import io.linklog.schemas.targets.HostPattern;
import io.linklog.schemas.targets.HostSet;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Reads the hosts that command-service blocks. */
public final class BlockedHosts {
    private BlockedHosts() {}

    /**
     * Those in etcd, and those of a file.
     *
     * @param file empty for none
     * @throws Failure when etcd does not answer, or the file is not valid
     */
    public static HostSet read(EtcdClient etcd, String file) {
        List<HostPattern> patterns = new ArrayList<>();
        try {
            etcd.await(new BlockedTargetStore(etcd.etcd(), InstantSource.system()).list())
                    .forEach(target -> patterns.add(HostPattern.parse(target.host())));
            if (!file.isEmpty()) {
                patterns.addAll(HostFile.read(Path.of(file)));
            }
        } catch (IllegalArgumentException e) {
            throw new Failure("The blocked targets cannot be used: " + e.getMessage() + ".", e);
        }
        return new HostSet(patterns);
    }
}
