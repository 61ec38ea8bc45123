package io.linklog.stack.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeStackTest {

    private static final Addresses ADDRESSES = Addresses.free();

    @TempDir
    Path folder;

    private WholeStack stack() {
        return new WholeStack(new Checkout(folder), folder, ADDRESSES, Instances.one(ADDRESSES));
    }

    private List<String> startedFor(String... names) {
        return stack().only(List.of(names)).programs().stream()
                .map(Program::name)
                .toList();
    }

    private void run(String... names) {
        for (String name : names) {
            stack().processes().start(name, new Program.Launch(List.of("sleep", "600"), Map.of(), folder));
        }
    }

    @AfterEach
    void endAll() {
        stack().end(stack().processes().names());
    }

    @Test
    void startsAProgramWithThoseItNeeds() {
        assertThat(startedFor("query-service")).contains("kafka").doesNotContain("command-service", "edge");
        assertThat(startedFor("edge")).contains("kafka", "command-service", "query-service", "edge-agent");
    }

    @Test
    void waitsForARunningEdgeToServeTheNewInstance() {
        run("edge", "edge-agent", "query-service");
        assertThat(startedFor("command-service")).contains("command-service", "edge");
    }

    @Test
    void doesNotWaitForAnEdgeThatLacksAnotherService() {
        run("edge", "edge-agent");
        assertThat(startedFor("command-service")).doesNotContain("edge");
    }

    @Test
    void unknownNameIsReportedWithTheKnownOnes() {
        assertThatThrownBy(() -> stack().only(List.of("query")))
                .isInstanceOf(StackException.class)
                .hasMessageContainingAll("query", "query-service", "kafka");
    }
}
