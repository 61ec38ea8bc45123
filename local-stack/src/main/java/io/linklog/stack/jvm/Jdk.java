package io.linklog.stack.jvm;

import io.linklog.stack.machine.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Java installation.
 *
 * @param version the feature release: 17, 21, …
 */
public record Jdk(Path home, int version) {
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    /** The JDK that runs this code. */
    public static Jdk current() {
        return new Jdk(
                Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /**
     * A JDK for Cassandra 5.0, which runs on 11 and 17. Looks at {@code LINKLOG_CASSANDRA_JAVA_HOME}, the current JDK,
     * {@code JAVA_HOME}, and the usual places of installed JDKs.
     */
    public static Jdk forCassandra() {
        return forCassandra(System.getenv());
    }

    static Jdk forCassandra(Map<String, String> environment) {
        Set<Integer> fitting = Set.of(11, 17);
        List<Path> homes = new ArrayList<>();
        for (String variable : List.of("LINKLOG_CASSANDRA_JAVA_HOME", "JAVA_HOME")) {
            Optional.ofNullable(environment.get(variable))
                    .filter(home -> !home.isBlank())
                    .map(Path::of)
                    .ifPresent(homes::add);
        }
        if (!environment.containsKey("LINKLOG_CASSANDRA_JAVA_HOME")
                && fitting.contains(current().version())) {
            return current();
        }
        String user = System.getProperty("user.home");
        for (Path folder : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/opt"),
                Path.of(user, ".sdkman/candidates/java"),
                Path.of(user, ".jdks"))) {
            homes.addAll(children(folder));
        }
        return homes.stream()
                .map(Jdk::at)
                .flatMap(Optional::stream)
                .filter(jdk -> fitting.contains(jdk.version()))
                .findFirst()
                .orElseThrow(() -> new StackException("Cassandra 5.0 runs on JDK 11 or 17 only, and this is "
                        + current().version()
                        + " with neither installed beside it: install one"
                        + " (Debian: apt-get install openjdk-17-jdk-headless) or set LINKLOG_CASSANDRA_JAVA_HOME."));
    }

    /** The JDK in this folder; empty if there is none. */
    static Optional<Jdk> at(Path home) {
        try {
            @Nullable Integer version = version(Files.readString(home.resolve("release")));
            return version == null || !Files.isExecutable(home.resolve("bin/java"))
                    ? Optional.empty()
                    : Optional.of(new Jdk(home, version));
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    static @Nullable Integer version(String release) {
        Matcher matcher = VERSION.matcher(release);
        return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
    }

    public String java() {
        return home.resolve("bin/java").toString();
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
