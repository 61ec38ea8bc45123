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
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of a program as the JVM wants them in memory (class-data sharing), which takes a third off its start. The
 * JVM writes the archive at its first orderly end; it is used from the next start on, in every stack of this user. Its
 * name holds everything it depends on, so that a changed jar or another JDK simply has no archive yet.
 */
public final class ClassArchive {
    private static final Logger log = LoggerFactory.getLogger(ClassArchive.class);

    private final String name;
    private final Path archive;
    private final Path fresh;

    /** @param folder the stack's, where the JVM writes a new archive */
    public ClassArchive(String name, Jdk jdk, String classPath, Path folder) {
        this.name = name;
        this.archive = UserCache.folder().resolve("classes").resolve(name + "-" + fingerprint(jdk, classPath) + ".jsa");
        this.fresh = folder.resolve("run").resolve(name + ".jsa");
    }

    /** The JVM's flags to use the archive, or to write it where there is none. */
    public List<String> flags() throws IOException {
        Files.createDirectories(fresh.getParent());
        Files.deleteIfExists(fresh);
        return exists() ? flagsIfThere() : flags("-XX:ArchiveClassesAtExit=" + fresh);
    }

    /**
     * The JVM's flags for another main class on the class path of a program, most of whose classes are in the program's
     * archive; none where there is no archive yet. Such a JVM never writes one.
     *
     * @param name of the program's archive: the folder of the project that the program is in, without those above
     * @param classPath the program's, with which the JVM is started
     */
    public static List<String> flagsIfThere(String name, String classPath) {
        return new ClassArchive(name, Jdk.current(), classPath, Path.of("")).flagsIfThere();
    }

    /** The JVM's flags to use the archive; none where there is none. */
    public List<String> flagsIfThere() {
        return exists() ? flags("-XX:SharedArchiveFile=" + archive) : List.of();
    }

    private static List<String> flags(String use) {
        return List.of(
                use,
                // it names every class that cannot be archived; nobody can do anything about it
                "-Xlog:cds*=off",
                "-Xlog:class+path=off");
    }

    public boolean exists() {
        return Files.exists(archive);
    }

    /**
     * Puts what the JVM wrote where the next start finds it. Only after an orderly end: a killed JVM leaves half a
     * file.
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
            log.debug("No class archive for {}; it only starts slower", name, e);
        }
    }

    /** Those of earlier builds; a JVM that has one open keeps it. */
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
