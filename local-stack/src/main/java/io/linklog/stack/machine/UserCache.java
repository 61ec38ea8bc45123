package io.linklog.stack.machine;

import java.nio.file.Path;

/** The cache folder of this user, for downloads and class archives. Everything in it can be deleted. */
public final class UserCache {
    private UserCache() {}

    public static Path folder() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base =
                given == null || given.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return base.resolve("linklog");
    }
}
