package io.linklog.sidecar.haproxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/**
 * The folder that an agent and its HAProxy share. Each file is replaced as a whole, so that HAProxy, which may start at
 * any moment, reads an old or a new one.
 */
public record ConfigFolder(Path path) {

    /** The address of a Unix socket is 108 bytes at most, and HAProxy appends to it while it binds. */
    public static final int LONGEST_SOCKET = 90;

    public Path configuration() {
        return path.resolve("haproxy.cfg");
    }

    public Path socket() {
        return path.resolve("haproxy.sock");
    }

    /** The weights of canaries, by service: a map of HAProxy. */
    public Path weights() {
        return path.resolve("weights.map");
    }

    /** Makes the folder, for its owner only: the socket in it is the power over HAProxy. */
    public void create() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    public void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            replace(path.resolve(file.getKey()), file.getValue());
        }
    }

    /** Nothing is touched when the file has this text. */
    public void writeConfiguration(String text) throws IOException {
        replace(configuration(), text);
    }

    /** The same for the weights. */
    public void writeWeights(Map<String, Integer> weights) throws IOException {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(weights)
                .forEach((service, weight) ->
                        text.append(service).append(' ').append(weight).append('\n'));
        replace(weights(), text.toString());
    }

    private static void replace(Path file, String text) throws IOException {
        try {
            if (Files.readString(file).equals(text)) {
                return;
            }
        } catch (NoSuchFileException e) {
            // the first start
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
