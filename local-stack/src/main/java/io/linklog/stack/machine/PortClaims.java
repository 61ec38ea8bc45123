package io.linklog.stack.machine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Records which process chose which free port. A port has no listener between its choice and the start of the server,
 * and while the server restarts; only the claim keeps other test runs from choosing it. A claim is a file that contains
 * the id of its process, and is valid while that process lives. Safe for concurrent use by threads and processes.
 */
final class PortClaims {
    private final Path folder;

    /** @param folder shared by all processes of a user */
    PortClaims(Path folder) {
        this.folder = folder;
    }

    /** The claims of this user. */
    static PortClaims ofUser() {
        return new PortClaims(
                Path.of(System.getProperty("java.io.tmpdir"), "linklog-ports-" + System.getProperty("user.name")));
    }

    /**
     * Claims a port for this process until it ends.
     *
     * @return false if a living process, including this one, holds a claim on the port
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
            throw new StackException("Cannot record the claim of port " + port + " in " + folder + ".", e);
        }
    }

    /**
     * Deletes the claim of a dead process. The port can be claimed by a later call; the current one chooses another.
     */
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
            // its owner is writing or deleting the file: still claimed
        }
    }
}
