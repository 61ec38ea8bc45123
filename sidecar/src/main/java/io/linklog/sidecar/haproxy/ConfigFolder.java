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
 * The folder that an agent and its HAProxy share. Files are replaced atomically: HAProxy may start at any moment and
 * reads either the old or the new file.
 */
public record ConfigFolder(Path path) {

    /** The longest path of the socket, in bytes: Linux allows 108, and HAProxy appends to the path while it binds. */
    public static final int LONGEST_SOCKET = 90;

    public Path configuration() {
        return path.resolve("haproxy.cfg");
    }

    public Path socket() {
        return path.resolve("haproxy.sock");
    }

    /** HAProxy's map file with the weights of canaries by service. */
    public Path weights() {
        return path.resolve("weights.map");
    }

    /** Creates the folder for its owner only: the socket in it gives full control over HAProxy. */
    public void create() throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Writes files, given as text by name. */
    public void write(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            replace(path.resolve(file.getKey()), file.getValue());
        }
    }

    /** Writes the configuration, unless the file has this text already. */
    public void writeConfiguration(String text) throws IOException {
        replace(configuration(), text);
    }

    /** Writes the weights, unless the file has them already. */
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
            // the first start: no file exists yet
        }
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
