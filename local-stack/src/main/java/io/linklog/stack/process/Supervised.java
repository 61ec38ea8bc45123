package io.linklog.stack.process;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a supervisor must know of a process.
 *
 * @param yields as {@link Program#yields}
 * @param needsRoomIn as {@link Program#needsRoomIn}
 */
public record Supervised(boolean yields, Optional<Path> needsRoomIn) {

    private static final String YIELDS = "yields";

    static Supervised of(Program program) {
        return new Supervised(program.yields(), program.needsRoomIn());
    }

    /** The content of its file: a word, a space and the path; either may be empty. */
    String line() {
        return (yields ? YIELDS : "") + ' ' + needsRoomIn.map(Path::toString).orElse("");
    }

    static Supervised parse(String line) {
        String[] parts = (line + '\n').split("\\s", 2); // a line of an earlier version has no space
        String path = parts[1].strip();
        return new Supervised(parts[0].equals(YIELDS), path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path)));
    }
}
