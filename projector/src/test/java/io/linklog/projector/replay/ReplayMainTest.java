package io.linklog.projector.replay;

import io.linklog.projector.StackDown;
import org.junit.jupiter.api.Test;

class ReplayMainTest {

    @Test
    void aStackThatIsDownIsOneSentence() throws Exception {
        StackDown.refuses(ReplayMain::commandLine, "--dry-run");
    }
}
