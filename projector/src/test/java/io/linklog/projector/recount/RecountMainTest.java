package io.linklog.projector.recount;

import io.linklog.projector.StackDown;
import org.junit.jupiter.api.Test;

class RecountMainTest {

    @Test
    void aStackThatIsDownIsOneSentence() throws Exception {
        StackDown.refuses(RecountMain::commandLine);
    }
}
