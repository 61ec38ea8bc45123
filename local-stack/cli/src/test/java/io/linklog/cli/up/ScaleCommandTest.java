package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.cli.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleCommandTest {

    @TempDir
    Path folder;

    private final Terminal terminal = new Terminal();

    private int scale(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--dir", folder.toString()));
        all.addAll(List.of(arguments));
        return terminal.run(new ScaleCommand(), all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "query-service | is not SERVICE=NUMBER",
                "query-service=two | is not a number of instances",
                "query-service=0 | needs at least one query-service",
                "query-service=-1 | is 1 to 20, not -1",
                "query-service=1000 | is 1 to 20, not 1000",
                "kafka=3 | There is no service kafka; there are streams-topology, projector, command-service, "
                        + "query-service.",
                "query-service=2 query-service=3 | query-service is given twice",
                "query-service=2 --set cache=1 | is not NAME=VALUE",
                "query-service=2 --set LINKLOG_ZONE | is not NAME=VALUE",
                "query-service=2 --set LINKLOG_INSTANCE_ID=x | each instance gets its own",
                "query-service=2 --set LINKLOG_ZONE=a --set LINKLOG_ZONE=b | LINKLOG_ZONE is set twice",
                "query-service=2 --version 2 --set LINKLOG_VERSION=3 | The version is given twice",
            })
    void invalidArgumentsAreRefusedWithTheReason(String arguments, String sentence) {
        assertThat(scale(arguments.split(" ", -1))).isEqualTo(2);
        assertThat(terminal.err())
                .contains(sentence)
                .doesNotContain("Exception")
                .hasLineCount(1);
    }

    @Test
    void whereNothingRunsNothingIsScaled() {
        assertThat(scale("query-service=2")).isEqualTo(1);
        assertThat(terminal.err()).contains("Linklog does not run in " + folder, "./linklog up");
    }

    @Test
    void withoutATargetItSaysHowItIsUsed() {
        assertThat(scale()).isEqualTo(2);
        assertThat(terminal.err()).contains("SERVICE=NUMBER");
    }
}
