package io.linklog.stack.jvm;

import io.linklog.stack.machine.Folders;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.machine.UserCache;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies of jars, from which processes run. A build writes over its jars and a cleaned repository loses them, while a
 * JVM opens each jar only when it needs it. A copy's path contains a fingerprint of the original's path, size and time,
 * so a rebuilt jar gets a copy of its own, and the same jar has the same path in each stack of this user. Safe for
 * concurrent use by several JVMs.
 */
public final class BuildCopies {
    /** Of builds that nobody starts any more; a supervisor renews what it runs. */
    private static final Duration KEPT = Duration.ofDays(14);

    private static final Duration RENEWED_AFTER = Duration.ofDays(1);

    private final Path store;
    private final Path project;

    /**
     * @param store of all copies
     * @param project whose own jars a build writes over in place; jars from elsewhere may share the original's bytes
     */
    BuildCopies(Path store, Path project) {
        this.store = store;
        this.project = project;
    }

    /** The copy of a file. It is made unless it exists. */
    Path file(Path original) {
        return copy(original, original);
    }

    /** The copy of a folder with all its files. It is made unless it exists. */
    Path folder(Path original) {
        try (Stream<Path> files = Files.list(original)) {
            // all of them lie in one archive, which was unpacked at once
            Path any = files.filter(Files::isRegularFile).sorted().findFirst().orElse(original);
            return copy(original, any);
        } catch (IOException e) {
            throw new StackException("Cannot read " + original + ": " + e.getMessage() + ".", e);
        }
    }

    private Path copy(Path original, Path identity) {
        Path name = original.getFileName();
        try {
            Path kept = store.resolve(fingerprint(identity));
            if (!Files.exists(kept.resolve(name))) {
                Files.createDirectories(store);
                Path half = Files.createTempDirectory(store, "new-");
                copyTree(original, half.resolve(name));
                putInPlace(half, kept);
            }
            renew(kept);
            return kept.resolve(name);
        } catch (IOException e) {
            throw new StackException(
                    "Cannot copy " + original + " to " + store + " (" + e
                            + "): build first (./mvnw -Dfast -DskipTests package), and see that the disk has room.",
                    e);
        }
    }

    private void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : tree.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    link(path, target);
                }
            }
        }
    }

    /** Costs no room where the file system can link. The build writes only over its own jars in place. */
    private void link(Path from, Path to) throws IOException {
        boolean isWrittenInPlace =
                from.startsWith(project) && from.getFileName().toString().startsWith("linklog-");
        if (!isWrittenInPlace) {
            try {
                Files.createLink(to, from.toRealPath());
                return;
            } catch (IOException | UnsupportedOperationException anotherFileSystem) {
                // copied below
            }
        }
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void putInPlace(Path half, Path kept) throws IOException {
        try {
            Files.move(half, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException anotherWasFaster) {
            Folders.delete(half);
            if (!Files.isDirectory(kept)) {
                throw anotherWasFaster;
            }
        }
    }

    private static void renew(Path kept) throws IOException {
        Instant now = Instant.now();
        if (Files.getLastModifiedTime(kept).toInstant().isBefore(now.minus(RENEWED_AFTER))) {
            Files.setLastModifiedTime(kept, FileTime.from(now));
        }
    }

    /** The copies of this user. */
    static Path ofThisUser() {
        return UserCache.folder().resolve("builds");
    }

    /** Keeps the copies that a running process was started with from being deleted. */
    public static void renew(List<String> command) {
        Path store = ofThisUser();
        for (String argument : command) {
            for (String file : argument.split(File.pathSeparator)) {
                Path path = Path.of(file);
                if (path.startsWith(store) && path.getNameCount() > store.getNameCount()) {
                    try {
                        renew(store.resolve(path.getName(store.getNameCount())));
                    } catch (IOException gone) {
                        // the process goes on with what it has open
                    }
                }
            }
        }
    }

    /** Deletes the copies that nothing has used for 14 days. */
    public void prune() {
        Instant oldest = Instant.now().minus(KEPT);
        try (Stream<Path> all = Files.list(store)) {
            for (Path kept : all.toList()) {
                if (Files.getLastModifiedTime(kept).toInstant().isBefore(oldest)) {
                    Folders.delete(kept);
                }
            }
        } catch (IOException | UncheckedIOException notNow) {
            // the next start deletes them
        }
    }

    private static String fingerprint(Path file) throws IOException {
        String identity = file.toAbsolutePath() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
