package io.linklog.kit.settings;

import java.nio.file.Path;

/** Where a process keeps what it wants to find again after a restart. */
public final class StateFolder {

    private StateFolder() {}

    /** The folder in which each instance has its own, by its id. */
    public static Path from(Env env) {
        return Path.of(env.string(
                "LINKLOG_STATE_DIR", ".linklog/state", "folder for local state; each instance has its own in it"));
    }
}
