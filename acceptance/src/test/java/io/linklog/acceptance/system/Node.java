package io.linklog.acceptance.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs the scripts of {@code src/test/js} with Node. They run in a copy under {@code target/}, where npm installs their
 * packages.
 */
public final class Node {

    private final Cli shell;
    private final Path folder;

    private Node(Cli shell, Path folder) {
        this.shell = shell;
        this.folder = folder;
    }

    /**
     * Installs the packages of the scripts, exactly as locked. If Node is missing, the test fails and says what to
     * install.
     */
    public static synchronized Node install(Linklog linklog) {
        Path sources = linklog.root().resolve("acceptance/src/test/js");
        Path folder = linklog.root().resolve("acceptance/target/js");
        Node node = new Node(linklog.cli(), folder);
        node.need("node", "nodejs");
        node.need("npm", "npm");
        copyScripts(sources, folder);
        if (!Files.exists(folder.resolve("node_modules/.package-lock.json"))) {
            node.shell
                    .run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), folder)
                    .is(0);
        }
        return node;
    }

    /** Copies the scripts, without a {@code node_modules} folder beside them. */
    public static void copyScripts(Path sources, Path folder) {
        try (Stream<Path> files = Files.list(sources)) {
            Files.createDirectories(folder);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Installs a missing program on Debian as root. Elsewhere the test fails and says what to install. */
    private void need(String program, String debianPackage) {
        if (isInPath(program)) {
            return;
        }
        shell.run(
                List.of(
                        "sh",
                        "-c",
                        "[ \"$(id -u)\" = 0 ] && apt-get -qq update && apt-get -qq install -y --no-install-recommends "
                                + debianPackage),
                Path.of("/"));
        if (!isInPath(program)) {
            throw new AssertionError(
                    "There is no " + program + " in PATH. These tests run a third-party client on Node:"
                            + " install Debian's package " + debianPackage + ".");
        }
    }

    private boolean isInPath(String program) {
        return shell.run(List.of("sh", "-c", "command -v " + program), Path.of("/"))
                        .code()
                == 0;
    }

    public Cli.Result run(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return shell.run(command, folder);
    }
}
