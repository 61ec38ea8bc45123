package io.linklog.stack.supervision;

import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Processes;
import io.linklog.stack.process.Supervised;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Starts dead processes again. The pause before a start doubles from one second to a minute while a process dies within
 * a minute of its start, and begins at a second again after a longer life. Not thread-safe.
 */
final class Supervision {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /** After this life a process counts as started; it also gets its lower priority then. */
    static final Duration STARTED = Duration.ofMinutes(1);

    private static final int SIGNAL = 128;

    /** More lines than a stack trace has. */
    private static final int STACK_TRACE = 300;

    private static final Pattern FRAME = Pattern.compile("^\\s*(at \\S+\\(|\\.\\.\\. \\d+ )");

    private final Processes processes;
    private final InstantSource clock;
    private final PrintStream log;
    private final Function<Path, Optional<String>> lack;
    private final Map<String, Watched> watched = new HashMap<>();

    /** @param lack says that the disk of a folder has too little room for a start; empty if it has enough */
    Supervision(Processes processes, InstantSource clock, PrintStream log, Function<Path, Optional<String>> lack) {
        this.processes = processes;
        this.clock = clock;
        this.log = log;
        this.lack = lack;
    }

    private static final class Watched {
        private Duration pause = Duration.ZERO;
        private @Nullable Instant due;
        private String reason = "";
        private boolean yielded;
        private boolean waitsForRoom;
    }

    /** Looks at each process once; starts those whose pause has ended. */
    void look() {
        List<String> names = processes.supervised();
        watched.keySet().retainAll(names);
        for (String name : names) {
            Watched state = watched.computeIfAbsent(name, unknown -> new Watched());
            Optional<Processes.Running> running = processes.find(name);
            if (running.isPresent()) {
                state.due = null;
                lives(running.get(), state);
            } else {
                isDead(name, state);
            }
        }
    }

    private void lives(Processes.Running running, Watched state) {
        boolean isStarted = running.started().plus(STARTED).isBefore(clock.instant());
        if (isStarted
                && !state.yielded
                && processes
                        .asSupervised(running.name())
                        .filter(Supervised::yields)
                        .isPresent()) {
            processes.lowerPriority(running);
            state.yielded = true;
        }
    }

    private void isDead(String name, Watched state) {
        Instant now = clock.instant();
        if (state.due == null) {
            Duration lived = processes
                    .recorded(name)
                    .map(last -> Duration.between(last.started(), now))
                    .orElse(Duration.ZERO);
            state.pause = lived.compareTo(STARTED) > 0 || state.pause.isZero() ? FIRST_PAUSE : longer(state.pause);
            state.due = now.plus(state.pause);
            state.reason = reason(name);
            say(name + " ended: " + state.reason + ". It starts again in " + state.pause.toSeconds() + " s");
        }
        if (now.isBefore(state.due) || waitsForRoom(name, state)) {
            return;
        }
        state.due = null;
        state.yielded = false;
        try {
            processes
                    .restart(name, state.reason, now)
                    .ifPresent(started -> say(name + " is started, process " + started.pid()));
        } catch (StackException e) {
            state.pause = longer(state.pause);
            state.due = now.plus(state.pause);
            say(e.getMessage() + " The next try is in " + state.pause.toSeconds() + " s");
        }
    }

    private boolean waitsForRoom(String name, Watched state) {
        Optional<String> problem =
                processes.asSupervised(name).flatMap(Supervised::needsRoomIn).flatMap(lack);
        if (problem.isPresent() && !state.waitsForRoom) {
            say(name + " does not start: " + problem.get() + ", because a start on a full disk damages its data");
        }
        state.waitsForRoom = problem.isPresent();
        return state.waitsForRoom;
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }

    /** The exit code is known of the supervisor's own children only: those that it has started again. */
    private String reason(String name) {
        OptionalInt code = processes.exitCode(name);
        String ended = code.isEmpty()
                ? ""
                : code.getAsInt() > SIGNAL
                        ? "signal " + (code.getAsInt() - SIGNAL) + ", "
                        : "exit code " + code.getAsInt() + ", ";
        List<String> lines = processes.lastLines(name, STACK_TRACE);
        // the exception says more than its frames
        String last = lines.stream()
                .filter(line -> !line.isBlank() && !FRAME.matcher(line).find())
                .reduce("", (earlier, later) -> later);
        return ended + (last.isEmpty() ? "its log is empty" : "its log ends with \"" + last.strip() + '"');
    }

    private void say(String line) {
        log.println(clock.instant().truncatedTo(ChronoUnit.MILLIS) + " " + line);
    }
}
