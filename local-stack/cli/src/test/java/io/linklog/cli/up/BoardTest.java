package io.linklog.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoardTest {
    private final StringWriter text = new StringWriter();

    private Board board(boolean inPlace) {
        return new Board(new PrintWriter(text), inPlace, List.of("kafka", "etcd"), "waiting");
    }

    @Test
    void outsideATerminalEachChangeIsALine() {
        Board board = board(false);
        board.stopping("etcd");
        board.onStopped("etcd");
        assertThat(text.toString().lines().map(String::strip))
                .containsExactly("etcd               stopping …", "etcd               stopped");
    }

    @Test
    void atATerminalTheLinesStayAndChange() {
        Board board = board(true);
        board.stopping("etcd");
        assertThat(text.toString())
                .startsWith("  kafka              waiting\n  etcd               waiting\n")
                .contains("\u001b[1A\u001b[2K".repeat(2))
                .endsWith("  kafka              waiting\n  etcd               stopping …\n");
    }
}
