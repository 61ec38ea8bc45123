package io.linklog.projector.backup;

import io.linklog.projector.commands.RefusedException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Files of the local stack: the CA and certificates of sidecars, and the journals of query-service, which may hold
 * visits that Kafka has not confirmed. Copied while they are written: each record of a journal has a checksum, and a
 * visit that arrives twice counts once.
 *
 * @param root the folder of the stack
 */
record FolderPart(Path root) implements BackupPart {

    private static final String FOLDER = "files/";
    private static final String CERTIFICATES = "certs";
    private static final String DATA = "data";
    private static final String JOURNALS = "query-service";

    @Override
    public String save(BackupWriter backup) throws IOException {
        int count = 0;
        for (Path folder : folders()) {
            for (Path file : files(folder)) {
                try {
                    backup.copy(FOLDER + root.relativize(file), file);
                    count++;
                } catch (NoSuchFileException e) {
                    // its visits were sent meanwhile
                }
            }
        }
        return count + " files of journals and certificates";
    }

    private List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(root.resolve(CERTIFICATES)));
        Path data = root.resolve(DATA);
        if (Files.isDirectory(data)) {
            try (Stream<Path> instances = Files.list(data)) {
                instances
                        .filter(folder -> folder.getFileName().toString().startsWith(JOURNALS))
                        .sorted()
                        .forEach(folders::add);
            }
        }
        return folders.stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                files.add(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    @Override
    public String restore(BackupReader backup) throws IOException {
        Set<Path> kept = new TreeSet<>();
        Set<Path> fresh = new TreeSet<>();
        int count = 0;
        for (String entry : backup.entries(FOLDER)) {
            Path target = root.resolve(entry.substring(FOLDER.length())).normalize();
            if (!target.startsWith(root)) {
                throw new RefusedException("The backup names a file outside the stack: " + entry);
            }
            Path top = top(target);
            if (!fresh.contains(top) && Files.exists(top)) {
                kept.add(top);
                continue;
            }
            fresh.add(top);
            backup.extract(entry, target);
            count++;
        }
        StringBuilder text = new StringBuilder().append(count).append(" files of journals and certificates");
        kept.forEach(folder -> text.append("; ").append(root.relativize(folder)).append(" exists and stays"));
        return text.toString();
    }

    /** {@code certs}, or the folder of an instance. */
    private Path top(Path file) {
        Path name = root.relativize(file);
        return root.resolve(name.subpath(0, name.startsWith(CERTIFICATES) ? 1 : 2));
    }
}
