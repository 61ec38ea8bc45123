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
    void closes_in_reverse_order_and_once() throws Exception {
        closer.add("first", () -> closed.add("first"));
        closer.add("second", () -> closed.add("second"));
        closer.close();
        closer.close();
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void what_is_to_be_done_before_comes_before_what_was_opened_later_too() throws Exception {
        closer.add("first", () -> closed.add("first"));
        closer.before("farewell", () -> closed.add("farewell"));
        closer.add("second", () -> closed.add("second"));
        closer.close();
        closer.close();
        assertThat(closed).containsExactly("farewell", "second", "first");
    }

    @Test
    void an_error_keeps_nothing_from_being_closed_and_the_first_is_thrown() {
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
