package io.linklog.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the shell commands of a document unchanged, except that the ports and the folder of this stack replace the usual
 * ones.
 */
public final class Paste {

    private static final Map<String, String> USUAL = new TreeMap<>(Map.ofEntries(
            Map.entry("2379", "LINKLOG_ETCD_PORT"),
            Map.entry("8080", "LINKLOG_EDGE_PORT"),
            Map.entry("8081", "LINKLOG_COMMAND_PORT"),
            Map.entry("8082", "LINKLOG_QUERY_PORT"),
            Map.entry("8085", "LINKLOG_REGISTRY_PORT"),
            Map.entry("9081", "LINKLOG_COMMAND_ADMIN_PORT"),
            Map.entry("9082", "LINKLOG_QUERY_ADMIN_PORT"),
            Map.entry("9083", "LINKLOG_TOPOLOGY_ADMIN_PORT"),
            Map.entry("9084", "LINKLOG_PROJECTOR_ADMIN_PORT"),
            Map.entry("9085", "LINKLOG_EDGE_ADMIN_PORT"),
            Map.entry("9086", "LINKLOG_EDGE_METRICS_PORT"),
            Map.entry("9092", "LINKLOG_KAFKA_PORT")));

    private final Linklog linklog;
    private final Path folder;

    /**
     * @param folder the working folder, outside the sources; gets links to {@code ./linklog}, the experiments and the
     *     scripts for Node
     */
    public Paste(Linklog linklog, Path folder) throws Exception {
        this.linklog = linklog;
        this.folder = folder;
        for (String name : List.of("linklog", "docs", "command-service")) {
            Files.createSymbolicLink(folder.resolve(name), linklog.root().resolve(name));
        }
        Node.install(linklog); // installs node if it is missing
        Path scripts = Path.of("acceptance/src/test/js");
        Node.copyScripts(linklog.root().resolve(scripts), folder.resolve(scripts));
    }

    /** Runs a command; fails if its exit code or its output shows an error that the document does not mean to show. */
    public void works(Documents.ShellCommand command) {
        String here = command.text();
        for (Map.Entry<String, String> port : USUAL.entrySet()) {
            here = here.replace("localhost:" + port.getKey(), "localhost:" + linklog.port(port.getValue()));
        }
        here = here.replace("@.linklog/", "@" + linklog.folder() + "/");
        // etcdctl needs the address of the stack's etcd
        here = here.replace("etcdctl ", "etcdctl --endpoints=127.0.0.1:" + linklog.port("LINKLOG_ETCD_PORT") + " ");
        Cli.Result result = linklog.cli().run(List.of("bash", "-c", "set -o pipefail\n" + here), folder);
        result.is(0);
        assertThat(result.out() + result.err())
                .as("%s", result)
                .doesNotContain(
                        "\tat ", "Exception in thread", "Exception: ", "command not found", "No such file", "Usage: ")
                .doesNotContain(
                        "\"status\":401", "\"status\":404", "\"status\":405", "\"status\":500", "\"status\":503");
        if (!command.showsFault()) {
            assertThat(result.out()).as("%s", result).doesNotContain("urn:linklog:problem:invalid-request");
        }
    }
}
