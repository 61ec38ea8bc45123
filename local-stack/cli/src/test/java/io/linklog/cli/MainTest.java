package io.linklog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    @Test
    void everyCommandSaysWhatItDoes() {
        assertThat(Main.commandLine().getSubcommands().values())
                .allSatisfy(command -> assertThat(
                                command.getCommandSpec().usageMessage().description())
                        .isNotEmpty());
    }

    @Test
    void everyCommandShowsHowItIsUsed() {
        showsHowItIsUsed(Main.commandLine());
    }

    private static void showsHowItIsUsed(CommandLine line) {
        assertThat(line.getCommandSpec().options())
                .as(line.getCommandSpec().qualifiedName())
                .anyMatch(CommandLine.Model.OptionSpec::usageHelp);
        line.getSubcommands().values().forEach(MainTest::showsHowItIsUsed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replay",
                "webhooks",
                "bench",
                "certs",
                "kafka-console-consumer",
                "kafka-topics",
                "kafka-consumer-groups",
                "etcdctl"
            })
    void whatTheOtherSideParsesIsPassedThrough(String command) {
        assertThatCode(() -> Main.commandLine().parseArgs(command, "--theirs", "3", "positional"))
                .doesNotThrowAnyException();
    }

    /** curl reads a key from such a file, so that the key is in no list of processes. */
    @Test
    void anArgumentThatNamesAFileStaysAsItIs(@TempDir Path folder) throws Exception {
        String argument = "@" + Files.writeString(folder.resolve("header"), "X-Api-Key: secret");
        CommandLine.ParseResult parsed =
                Main.commandLine().parseArgs("sidecar", "notebook", "--calls", "query-service", "--", "curl", argument);
        assertThat(parsed.subcommand().matchedPositional(1).stringValues()).containsExactly("curl", argument);
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setErr(new PrintWriter(said)).execute("upp");
        assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains("upp");
    }
}
