package io.linklog.projector.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.projector.StackDown;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayMainTest {

    @Test
    void aStackThatIsDownIsOneSentence() throws Exception {
        StackDown.refuses(ReplayMain::commandLine, "--dry-run");
        assertThat(StackDown.sentence(ReplayMain::commandLine, "--decider"))
                .contains("Kafka at ", "etcd", "./linklog up")
                .doesNotContain("Cassandra");
    }

    @Test
    void theDeciderGoesWithNoOptionOfTheTables() {
        assertThat(ReplayMain.commandLine(Map.of(), System.out).execute("--decider", "--verify"))
                .isEqualTo(2);
    }
}
