package io.linklog.stack.machine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which process was given which free port. Between the choice of a port and the moment something listens on it, and
 * while a server is stopped to be started again, nothing but this keeps another test run from choosing the same. A
 * claim is a file with the number of the process that made it, and ends with that process. Thread-safe, and safe among
 * processes.
 */
final class PortClaims {
    private final Path folder;

    /** @param folder common to all processes of a user */
    PortClaims(Path folder) {
        this.folder = folder;
    }

    /** Those of this user. */
    static PortClaims ofUser() {
        return new PortClaims(
                Path.of(System.getProperty("java.io.tmpdir"), "linklog-ports-" + System.getProperty("user.name")));
    }

    /**
     * Takes a port for this process, for as long as it lives.
     *
     * @return whether it is ours; not when any process that lives, this one too, has claimed it before
     */
    boolean claim(int port) {
        Path file = folder.resolve(Integer.toString(port));
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    Files.createFile(file),
                    Long.toString(ProcessHandle.current().pid()));
            file.toFile().deleteOnExit();
            return true;
        } catch (FileAlreadyExistsException claimed) {
            forgetIfDead(file);
            return false;
        } catch (IOException e) {
            throw new StackException("Cannot note the port " + port + " as taken in " + folder + ".", e);
        }
    }

    /** The port is free for the next who asks; whoever asked now takes another. */
    private static void forgetIfDead(Path file) {
        try {
            String owner = Files.readString(file);
            if (!owner.isEmpty()
                    && ProcessHandle.of(Long.parseLong(owner))
                            .filter(ProcessStatus::lives)
                            .isEmpty()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | NumberFormatException ignored) {
            // being written or removed by its owner: claimed
        }
    }
}
