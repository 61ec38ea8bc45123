package io.linklog.stack.jvm;

import io.linklog.stack.machine.StackException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the built project. It holds the class paths of servers and services.
 *
 * @param root holds {@code mvnw}
 * @param copies of what the build made, from which programs run; null to run the build itself, as tests do
 */
public record Checkout(Path root, @Nullable BuildCopies copies) {

    /** A project whose programs run from the build itself. */
    public Checkout(Path root) {
        this(root, null);
    }

    /** The system property that names the root, for a working folder outside the project. */
    public static final String PROPERTY = "linklog.root";

    /**
     * The folder that the system property {@value #PROPERTY} names, else the nearest parent of the working folder that
     * has {@code mvnw}.
     */
    public static Checkout find() {
        String given = System.getProperty(PROPERTY);
        Path from = Path.of(given == null ? "" : given).toAbsolutePath();
        for (@Nullable Path folder = from; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw")) && Files.isDirectory(folder.resolve("local-stack"))) {
                return new Checkout(folder);
            }
        }
        throw new StackException("No Linklog project around " + from + ": run this inside one, or set -D" + PROPERTY
                + "=<folder with mvnw>.");
    }

    /** The same project, whose programs run from copies, so that a later build takes away nothing that runs. */
    public Checkout fromCopies() {
        return new Checkout(root, new BuildCopies(BuildCopies.ofThisUser(), root));
    }

    /** Deletes the copies of builds that nothing has used for weeks. */
    public void forgetOldCopies() {
        if (copies != null) {
            copies.prune();
        }
    }

    /** The build output of a folder of the project. */
    public Path target(String module) {
        return root.resolve(module).resolve("target");
    }

    /** The class path that the build wrote for a folder of the project. */
    public String classPath(String module) {
        Path file = target(module).resolve("classpath.txt");
        try {
            return ofJars(Files.readString(file).strip());
        } catch (IOException e) {
            throw new StackException(file + " is not there: build first (./mvnw -Dfast -DskipTests package).", e);
        }
    }

    /** The class path to run a module: its own jar, then its dependencies. */
    public String runnable(String module) {
        String dependencies = classPath(module);
        Path target = target(module);
        try (Stream<Path> files = Files.list(target)) {
            Path jar = files.filter(file -> file.getFileName().toString().matches("linklog-.*\\d(-SNAPSHOT)?\\.jar"))
                    .findFirst()
                    .orElseThrow(() -> new StackException(
                            "There is no jar in " + target + ": build first (./mvnw -Dfast -DskipTests package)."));
            return ofJars(jar.toString()) + File.pathSeparator + dependencies;
        } catch (IOException e) {
            throw new StackException("Cannot read " + target + ": " + e.getMessage() + ".", e);
        }
    }

    /** A file that the build put into the output of a folder of the project. */
    public Path file(String module, String name) {
        return Path.of(ofJars(target(module).resolve(name).toString()));
    }

    /** A folder that the build put into the output of a folder of the project. */
    public Path folder(String module, String name) {
        Path built = target(module).resolve(name);
        return copies == null || !Files.isDirectory(built) ? built : copies.folder(built);
    }

    private String ofJars(String classPath) {
        if (copies == null) {
            return classPath;
        }
        return Stream.of(classPath.split(File.pathSeparator))
                .map(jar -> copies.file(Path.of(jar)).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
