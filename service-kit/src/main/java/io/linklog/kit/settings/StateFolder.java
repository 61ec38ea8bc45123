package io.linklog.kit.settings;

import java.nio.file.Path;

/** The setting for the folder that holds local state across restarts. */
public final class StateFolder {

    private StateFolder() {}

    /** The parent folder. Each instance uses the subfolder that is named after its id. */
    public static Path from(Env env) {
        return Path.of(env.string(
                "LINKLOG_STATE_DIR", ".linklog/state", "folder for local state, with a subfolder for each instance"));
    }
}
