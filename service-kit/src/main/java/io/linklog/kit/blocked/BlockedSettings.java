package io.linklog.kit.blocked;

import io.linklog.kit.settings.Env;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the hosts come from that no link may lead to.
 *
 * @param file the operator's list as it is at the start
 * @param snapshot the file that holds the last known entries of etcd; no other process may write it
 */
public record BlockedSettings(Optional<BlockedFile> file, Path snapshot) {

    /**
     * Reads the settings. {@link Env#check()} reports mistakes.
     *
     * @param folder belongs to this instance
     */
    public static BlockedSettings from(Env env, Path folder) {
        return new BlockedSettings(
                env.read(
                        "LINKLOG_BLOCKED_TARGETS_FILE",
                        "",
                        "file of hosts that no link may lead to: a host or .suffix a line; read again when it changes",
                        file -> file.isEmpty() ? Optional.empty() : Optional.of(BlockedFile.read(Path.of(file)))),
                folder.resolve("blocked-targets.json"));
    }
}
