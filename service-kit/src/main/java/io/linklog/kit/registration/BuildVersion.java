package io.linklog.kit.registration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which build this is: written into a resource by the build, so that it is known from classes and from a jar alike. */
final class BuildVersion {

    private BuildVersion() {}

    /** For instance {@code 0.1.0-SNAPSHOT}; {@code unknown} where something else than Maven made the classes. */
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
