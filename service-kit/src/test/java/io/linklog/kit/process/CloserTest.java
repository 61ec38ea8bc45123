package io.linklog.kit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {

    private final List<String> closed = new ArrayList<>();
    private final Closer closer = new Closer();

    @Test
    void resourcesAreClosedOnceAndInReverseOrder() throws Exception {
        closer.add("first", () -> closed.add("first"));
        closer.add("second", () -> closed.add("second"));
        closer.close();
        closer.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void stepsBeforeClosingRunBeforeAnyResourceIsClosed() throws Exception {
        closer.add("first", () -> closed.add("first"));
        closer.addStepBeforeClosing("announcement", () -> closed.add("announcement"));
        closer.add("second", () -> closed.add("second"));
        closer.close();
        closer.close();
        assertThat(closed).containsExactly("announcement", "second", "first");
    }

    @Test
    void everyResourceIsClosedDespiteErrorsAndTheFirstErrorIsThrown() {
        IOException later = new IOException("later");
        IOException first = new IOException("first");
        closer.add("a", () -> closed.add("a"));
        closer.add("b", () -> {
            throw later;
        });
        closer.add("c", () -> {
            throw first;
        });
        assertThatThrownBy(closer::close).isSameAs(first).hasSuppressedException(later);
        assertThat(closed).containsExactly("a");
    }
}
