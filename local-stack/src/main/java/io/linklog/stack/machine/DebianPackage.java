package io.linklog.stack.machine;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that comes as a Debian package. If it is installed, that installation is used. Otherwise the package is
 * downloaded and unpacked into the user's cache, without root and without an installation: no service starts and the
 * system stays unchanged.
 */
public enum DebianPackage {
    ETCD("etcd", "etcd-server"),
    /** For people who look into etcd. */
    ETCD_CLIENT("etcdctl", "etcd-client"),
    HAPROXY("haproxy", "haproxy"),
    /** The reference of the redirect benchmarks. */
    NGINX("nginx", "nginx"),
    /** The load generator of the benchmarks. */
    WRK("wrk", "wrk");

    private static final Logger log = LoggerFactory.getLogger(DebianPackage.class);
    private static final Duration DOWNLOAD = Duration.ofMinutes(5);

    private final String program;
    private final String packageName;

    DebianPackage(String program, String packageName) {
        this.program = program;
        this.packageName = packageName;
    }

    /** @param environment with which the program finds its libraries */
    public record Installed(Path program, Map<String, String> environment) {}

    /** Finds the program, after a download if necessary. */
    public synchronized Installed find() {
        Optional<Path> installed = Executables.onPath(program);
        if (installed.isPresent()) {
            return new Installed(installed.get(), Map.of());
        }
        Path unpacked = UserCache.folder().resolve(packageName);
        if (!Files.isDirectory(unpacked)) {
            download(unpacked);
        }
        return in(unpacked)
                .orElseThrow(() -> new StackException("The package " + packageName + " in " + unpacked + " has no "
                        + program + ": delete that folder and try again."));
    }

    /** The name of the program on a command line. */
    public String program() {
        return program;
    }

    /** Whether {@link #find()} would have to download. */
    public boolean isMissing() {
        return Executables.onPath(program).isEmpty()
                && !Files.isDirectory(UserCache.folder().resolve(packageName));
    }

    private Optional<Installed> in(Path root) {
        for (String folder : List.of("usr/sbin", "usr/bin")) {
            Path found = root.resolve(folder).resolve(program);
            if (Files.isExecutable(found)) {
                return Optional.of(new Installed(found, Map.of("LD_LIBRARY_PATH", libraries(root))));
            }
        }
        return Optional.empty();
    }

    private static String libraries(Path root) {
        Path lib = root.resolve("usr/lib");
        if (!Files.isDirectory(lib)) {
            return "";
        }
        try (Stream<Path> folders = Files.list(lib)) {
            // Debian's multiarch folder: usr/lib/x86_64-linux-gnu, …
            return Stream.concat(
                            Stream.of(lib),
                            folders.filter(Files::isDirectory)
                                    .filter(folder -> folder.toString().contains("-linux-")))
                    .map(Path::toString)
                    .collect(Collectors.joining(":"));
        } catch (IOException e) {
            return lib.toString();
        }
    }

    private void download(Path unpacked) {
        for (String tool : List.of("apt-get", "dpkg-deb")) {
            if (Executables.onPath(tool).isEmpty()) {
                throw new StackException(program + " is not installed, and there is no " + tool
                        + " to get Debian's package with: install " + program + " so that it is in PATH.");
            }
        }
        log.info("Getting Debian's package {}", packageName);
        Path work = null;
        try {
            Files.createDirectories(UserCache.folder());
            work = Files.createTempDirectory(UserCache.folder(), packageName + "-");
            Path debs = work.resolve("debs");
            Files.createDirectories(debs.resolve("partial"));
            Executables.Result result = fetch(debs, List.of());
            if (!result.ok()) {
                // no package lists, or old ones: get our own, which needs no root
                List<String> own = List.of(
                        "-o",
                        "Dir::State::lists="
                                + Files.createDirectories(work.resolve("lists/partial"))
                                        .getParent(),
                        "-o",
                        "Dir::Cache=" + Files.createDirectories(work.resolve("cache")));
                List<String> update = new ArrayList<>(List.of("apt-get", "update"));
                update.addAll(own);
                Executables.run(DOWNLOAD, update, work);
                result = fetch(debs, own);
            }
            Path root = Files.createDirectories(work.resolve("root"));
            List<Path> packages = packages(debs);
            if (!result.ok() || packages.isEmpty()) {
                throw new StackException(program + " is not installed and Debian's package " + packageName
                        + " cannot be downloaded: install " + program + " so that it is in PATH. apt-get said: "
                        + result.output().strip());
            }
            for (Path deb : packages) {
                Executables.Result unpack =
                        Executables.run(Duration.ofMinutes(1), "dpkg-deb", "-x", deb.toString(), root.toString());
                if (!unpack.ok()) {
                    throw new StackException(
                            "Cannot unpack " + deb + ": " + unpack.output().strip());
                }
            }
            publish(root, unpacked);
        } catch (IOException e) {
            throw new StackException("Cannot write to " + UserCache.folder() + ": " + e.getMessage() + ".", e);
        } finally {
            if (work != null) {
                Folders.delete(work);
            }
        }
    }

    /**
     * Downloads the package and its missing dependencies. With {@code --download-only} and {@code NoLocking}, apt-get
     * needs no root.
     */
    private Executables.Result fetch(Path debs, List<String> options) {
        List<String> command =
                new ArrayList<>(List.of("apt-get", "install", "--download-only", "--yes", "--no-install-recommends"));
        command.addAll(List.of("-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User=root"));
        command.addAll(List.of("-o", "Dir::Cache::archives=" + debs));
        command.addAll(options);
        command.add(packageName);
        return Executables.run(DOWNLOAD, command, debs);
    }

    private static List<Path> packages(Path debs) throws IOException {
        try (Stream<Path> files = Files.list(debs)) {
            return files.filter(file -> file.toString().endsWith(".deb"))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** Renames the folder in one step, so two concurrent downloads cannot mix. */
    private static void publish(Path root, Path unpacked) throws IOException {
        try {
            Files.move(root, unpacked, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException publishedByAnotherProcess) {
            log.debug("Another process has already unpacked the package");
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(e);
        }
    }
}
