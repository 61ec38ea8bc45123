package io.linklog.stack.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How often a process was started again since it was started by a person.
 *
 * @param count from 1
 * @param last when it was started again last
 * @param reason why it ended before, in one line
 */
public record Restarts(int count, Instant last, String reason) {

    String line() {
        return count + " " + last + " " + reason.replaceAll("\\s+", " ");
    }

    /** Empty if there was none, or the file cannot be read. */
    static Optional<Restarts> load(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            String[] parts = lines.get(0).split(" ", 3);
            return Optional.of(new Restarts(Integer.parseInt(parts[0]), Instant.parse(parts[1]), parts[2]));
        } catch (IOException | RuntimeException noneOrTorn) {
            return Optional.empty();
        }
    }
}
