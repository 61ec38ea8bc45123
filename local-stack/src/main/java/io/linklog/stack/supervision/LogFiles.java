package io.linklog.stack.supervision;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the logs of a stack short. A process writes to a file that it inherited open and would go on writing to a
 * renamed one, so the content is copied and the file cut to nothing. It was opened for appending; the next line stands
 * at its begin. A line that is written between copy and cut is lost; so is the content if there is no room for its
 * copy.
 */
final class LogFiles {
    private final Path folder;
    private final long longest;

    /** @param longest size of a log in bytes; with the one before it, a process has at most twice as much */
    LogFiles(Path folder, long longest) {
        this.folder = folder;
        this.longest = longest;
    }

    /** Cuts the logs that are too long. */
    void rotate() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        for (Path log : logs()) {
            if (Files.size(log) > longest) {
                rotate(log);
            }
        }
    }

    private void rotate(Path log) throws IOException {
        Path half = folder.resolve(log.getFileName() + ".new");
        try {
            Files.copy(log, half, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException noRoom) {
            // on a full disk a long log is in the way of everything else
            cut(log);
            Files.deleteIfExists(half);
            throw noRoom;
        }
        cut(log);
        Path before = folder.resolve(log.getFileName() + ".1");
        Files.move(half, before, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void cut(Path log) throws IOException {
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private List<Path> logs() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
