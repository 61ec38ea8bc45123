package io.linklog.kit.registration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this build. Maven writes it to a resource, so it is available from a jar and from a folder of classes.
 */
final class BuildVersion {

    private BuildVersion() {}

    /** For example {@code 0.1.0-SNAPSHOT}; {@code unknown} if Maven did not build the classes. */
    static String read() {
        try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                return "unknown";
            }
            Properties build = new Properties();
            build.load(in);
            String version = build.getProperty("version", "");
            return version.isBlank() || version.startsWith("${") ? "unknown" : version;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
