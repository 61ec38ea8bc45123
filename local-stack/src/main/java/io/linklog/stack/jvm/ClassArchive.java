package io.linklog.stack.jvm;

import io.linklog.stack.machine.UserCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The class-data sharing archive of a program. It shortens the start of the JVM by a third. The JVM writes the archive
 * when it first ends in order; later starts use it, in every stack of this user. The archive's name contains a
 * fingerprint of the JDK and the class path, so a changed jar or another JDK starts without an archive.
 */
public final class ClassArchive {
    private static final Logger log = LoggerFactory.getLogger(ClassArchive.class);

    /**
     * How long a JVM may take to write its archive while it ends. The registry's costs 10 s of CPU time, and the
     * machine may be busy; an archive that is cut off costs as much again at each later start.
     */
    public static final Duration TIME_TO_WRITE = Duration.ofSeconds(60);

    private final String name;
    private final Path archive;
    private final Path fresh;

    /** @param folder of the stack; the JVM writes a new archive there */
    public ClassArchive(String name, Jdk jdk, String classPath, Path folder) {
        this.name = name;
        this.archive = UserCache.folder().resolve("classes").resolve(name + "-" + fingerprint(jdk, classPath) + ".jsa");
        this.fresh = folder.resolve("run").resolve(name + ".jsa");
    }

    /** JVM flags that use the archive if it exists, else write it. */
    public List<String> flags() throws IOException {
        Files.createDirectories(fresh.getParent());
        Files.deleteIfExists(fresh);
        return exists() ? flagsIfThere() : flags("-XX:ArchiveClassesAtExit=" + fresh);
    }

    /**
     * JVM flags for another main class on the class path of a program. The JVM reads the program's archive and never
     * writes it. Empty if there is no archive yet.
     *
     * @param name of the program's archive: the last part of the program's folder in the project
     * @param classPath of the program; the JVM must be started with exactly this class path
     */
    public static List<String> flagsIfThere(String name, String classPath) {
        return new ClassArchive(name, Jdk.current(), classPath, Path.of("")).flagsIfThere();
    }

    /** JVM flags that use the archive; empty if there is none. */
    public List<String> flagsIfThere() {
        return exists() ? flags("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    private static List<String> flags(String use) {
        return List.of(
                use,
                // otherwise the JVM warns of each class that it cannot archive
                "-Xlog:cds*=off",
                "-Xlog:class+path=off");
    }

    public boolean exists() {
        return Files.exists(archive);
    }

    /**
     * Moves the archive that the JVM wrote to the place where the next start finds it. Call it only after an orderly
     * end: a killed JVM leaves a truncated file.
     */
    public void keep() {
        if (!Files.exists(fresh)) {
            return;
        }
        try {
            Path folder = Files.createDirectories(archive.getParent());
            Path half = Files.createTempFile(folder, name, ".part");
            Files.move(fresh, half, StandardCopyOption.REPLACE_EXISTING);
            deleteOthers(folder);
            Files.move(half, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.debug("Could not keep the class archive of {}; the program starts slower without it", name, e);
        }
    }

    /** Deletes archives of earlier builds. A JVM that has one open can go on using it. */
    private void deleteOthers(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(file -> file.getFileName().toString().matches(name + "-[0-9a-f]+\\.jsa"))
                    .sorted((a, b) ->
                            Long.compare(b.toFile().lastModified(), a.toFile().lastModified()))
                    .skip(2)
                    .toList();
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String fingerprint(Jdk jdk, String classPath) {
        StringBuilder everything = new StringBuilder(jdk.home().toString());
        try {
            everything.append(Files.readString(jdk.home().resolve("release")));
            for (String jar : classPath.split(":")) {
                Path path = Path.of(jar);
                everything.append(jar).append(Files.size(path)).append(Files.getLastModifiedTime(path));
            }
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(everything.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
