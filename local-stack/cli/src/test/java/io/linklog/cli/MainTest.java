package io.linklog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
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
                "kafka-consumer-groups"
            })
    void whatTheOtherSideParsesIsPassedThrough(String command) {
        assertThatCode(() -> Main.commandLine().parseArgs(command, "--theirs", "3", "positional"))
                .doesNotThrowAnyException();
    }

    @Test
    void anUnknownCommandIsWrongUsage() {
        StringWriter said = new StringWriter();
        int code = Main.commandLine().setErr(new PrintWriter(said)).execute("upp");
        assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(said.toString()).contains("upp");
    }
}
