package io.linklog.acceptance.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.documents.Documents.Block;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Node;
import io.linklog.stack.whole.Addresses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Runs the shell commands of a document as a reader who pastes them into one shell. They stay as they are, except that
 * the ports of this stack replace the usual ones.
 */
public final class Paste {

    /** Behind the output of each block. No command prints it. */
    private static final String END = "\036";

    /** Before the text of each command that fails. */
    private static final String FAILED = "\037";

    private static final String BEGIN = """
            exec 2>&1
            set -E -o pipefail
            trap 'printf "\\037%s: %s\\n" "$?" "$BASH_COMMAND"' ERR
            """;

    /** What no document shows, also where it shows a fault. */
    private static final List<String> CRASHES =
            List.of("\tat ", "Exception in thread", "Exception: ", "command not found", "No such file", "Usage: ");

    private static final List<String> REFUSALS = List.of(
            "\"status\":401",
            "\"status\":404",
            "\"status\":405",
            "\"status\":500",
            "\"status\":503",
            "invalid-request");

    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final Pattern AFTER_HOST = Pattern.compile("(?<=localhost:)\\d+");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d{4,5}(?![\\w.])");

    private final Linklog linklog;
    private final Path folder;
    /** The ports of this stack by the usual ones, and the other way round. */
    private final Map<String, String> here = new HashMap<>();

    private final Map<String, String> usual = new HashMap<>();

    /**
     * @param folder the working folder, outside the sources; gets links to {@code ./linklog}, the stack's folder, the
     *     experiments and the scripts for Node
     */
    public Paste(Linklog linklog, Path folder) throws Exception {
        this.linklog = linklog;
        this.folder = folder;
        Addresses.usual().ports().forEach((setting, port) -> {
            String mine = Integer.toString(linklog.port(setting));
            here.put(port.toString(), mine);
            usual.put(mine, port.toString());
        });
        for (String name : List.of("linklog", "docs", "command-service")) {
            Files.createSymbolicLink(folder.resolve(name), linklog.root().resolve(name));
        }
        Files.createSymbolicLink(folder.resolve(".linklog"), linklog.folder());
        Node.install(linklog); // installs node if it is missing
        Path scripts = Path.of("acceptance/src/test/js");
        Node.copyScripts(linklog.root().resolve(scripts), folder.resolve(scripts));
    }

    /**
     * Runs all blocks of a document. Fails if a command fails, prints an error that the document does not mean to show,
     * or prints something else than the document shows, or if a program that it started still runs.
     */
    public void works(Path document) throws Exception {
        List<Block> blocks = Documents.blocks(document);
        StringBuilder script = new StringBuilder(BEGIN);
        for (Block block : blocks) {
            script.append(withPorts(block.commands())).append("printf '\\036'\n");
        }
        script.append("trap - ERR\njobs -r\n");
        Cli.Result result = linklog.cli().run(List.of("bash", "-c", script.toString()), folder);
        assertThat(mistakes(blocks, asUsual(result.out())))
                .as("mistakes of %s", document.getFileName())
                .isEmpty();
    }

    /**
     * As {@link #works}. Fails, too, if the document does not leave the system and the reader's folder as they were.
     */
    public void leavesNothing(Path document) throws Exception {
        Set<String> before = StackState.of(linklog, folder);
        works(document);
        // who was away registers again within seconds
        await().atMost(SETTLED).untilAsserted(() -> {
            Set<String> after = StackState.of(linklog, folder);
            assertThat(without(before, after))
                    .as("left behind by %s", document.getFileName())
                    .isEmpty();
            assertThat(without(after, before))
                    .as("taken away by %s", document.getFileName())
                    .isEmpty();
        });
    }

    private static Set<String> without(Set<String> these, Set<String> all) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(these);
        return rest;
    }

    private String withPorts(String commands) {
        return AFTER_HOST.matcher(commands).replaceAll(port -> here.getOrDefault(port.group(), port.group()));
    }

    private String asUsual(String output) {
        String folders = output.replace(linklog.folder().toString(), ".linklog");
        return NUMBER.matcher(folders).replaceAll(port -> usual.getOrDefault(port.group(), port.group()));
    }

    private static List<String> mistakes(List<Block> blocks, String output) {
        String[] outputs = output.split(END, -1);
        List<String> mistakes = new ArrayList<>();
        for (int i = 0; i < Math.min(blocks.size(), outputs.length); i++) {
            Block block = blocks.get(i);
            String came = outputs[i];
            mistake(block, came)
                    .ifPresent(text ->
                            mistakes.add("line " + block.line() + ": " + text + "\n--- all that came:\n" + came));
        }
        if (outputs.length <= blocks.size()) {
            mistakes.add("line " + blocks.get(outputs.length - 1).line() + ": the shell ended");
        } else if (!outputs[blocks.size()].isBlank()) {
            mistakes.add("still runs: " + outputs[blocks.size()]);
        }
        return mistakes;
    }

    private static Optional<String> mistake(Block block, String came) {
        int failed = came.indexOf(FAILED);
        if (failed >= 0) {
            return Optional.of("exit code "
                    + came.substring(failed + 1).lines().findFirst().orElse(""));
        }
        for (String crash : CRASHES) {
            if (came.contains(crash)) {
                return Optional.of("prints " + crash.strip());
            }
        }
        for (String refusal : REFUSALS) {
            if (!block.showsFault() && came.contains(refusal)) {
                return Optional.of("prints " + refusal);
            }
        }
        return block.shown().isEmpty()
                ? Optional.empty()
                : ShownOutput.difference(block.shown(), came.lines().toList());
    }
}
