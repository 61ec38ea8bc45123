package io.linklog.cli.up;

import io.linklog.stack.process.ConcurrentStart;
import io.linklog.stack.process.Program;
import io.linklog.stack.whole.WholeStack;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state of each process. On a terminal one line per process changes in place; elsewhere each change is a new line.
 * Thread-safe.
 */
final class Board implements ConcurrentStart.Progress, WholeStack.StopProgress {
    private static final String UP_ONE_LINE_AND_CLEAR = "\u001b[1A\u001b[2K";

    private final PrintWriter out;
    private final boolean inPlace;
    private final Map<String, String> lines = new LinkedHashMap<>();
    private int shown;

    /**
     * @param inPlace whether {@code out} is a terminal that can move its cursor
     * @param names of the processes that are going to change; another one gets a line when it starts or waits
     */
    Board(PrintWriter out, boolean inPlace, List<String> names, String first) {
        this.out = out;
        this.inPlace = inPlace;
        names.forEach(name -> lines.put(name, first));
        if (inPlace) {
            draw();
        }
    }

    static boolean isTerminal() {
        String terminal = System.getenv("TERM");
        return System.console() != null && terminal != null && !terminal.equals("dumb");
    }

    @Override
    public void starting(Program program) {
        show(program.name(), "starting …");
    }

    @Override
    public void waiting(Program program, String waitsFor) {
        show(program.name(), "waits for " + waitsFor);
    }

    /** A program that ran and was ready already is no news. */
    @Override
    public void answers(Program program, Duration took) {
        if (isShown(program.name())) {
            show(program.name(), "ready after %.1f s".formatted(took.toMillis() / 1000.0));
        }
    }

    private synchronized boolean isShown(String name) {
        return lines.containsKey(name);
    }

    @Override
    public void onFailed(Program program) {
        show(program.name(), "failed");
    }

    @Override
    public void stopping(String name) {
        show(name, "stopping …");
    }

    @Override
    public void onStopped(String name) {
        show(name, "stopped");
    }

    private synchronized void show(String name, String state) {
        lines.put(name, state);
        if (inPlace) {
            draw();
        } else {
            out.println(line(name, state));
            out.flush();
        }
    }

    private synchronized void draw() {
        out.print(UP_ONE_LINE_AND_CLEAR.repeat(shown));
        lines.forEach((name, state) -> out.println(line(name, state)));
        shown = lines.size();
        out.flush();
    }

    private static String line(String name, String state) {
        return "  %-18s %s".formatted(name, state);
    }
}
