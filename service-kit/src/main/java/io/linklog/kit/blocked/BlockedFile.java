package io.linklog.kit.blocked;

import io.linklog.schemas.targets.HostFile;
import io.linklog.schemas.targets.HostSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file of hosts as it was read.
 *
 * @param version what is known of the file without reading it; other content has another version
 */
record BlockedFile(Path path, String version, HostSet hosts) {

    /** @throws IllegalArgumentException if the file is not valid, naming its line */
    static BlockedFile read(Path path) {
        // the version first: a file that changes meanwhile is read again
        return new BlockedFile(path, version(path), new HostSet(HostFile.read(path)));
    }

    static String version(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "missing";
        }
    }
}
