package io.linklog.stack.machine;

import java.nio.file.Path;

/** What can be got or made again, kept per user: downloads and class archives. */
public final class UserCache {
    private UserCache() {}

    public static Path folder() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return base.resolve("linklog");
    }
}
