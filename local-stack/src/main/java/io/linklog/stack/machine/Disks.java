package io.linklog.stack.machine;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The disks on which a stack keeps its files: one, or more if data folders are links to other disks, or mount points of
 * them.
 */
public final class Disks {

    /** What {@code up} needs on each disk: class archives, logs, Kafka's and Cassandra's first segments. */
    public static final long NEEDED = 2L << 30;

    /** What a process needs that a start on a full disk would damage: the index files of all partitions of Kafka. */
    public static final long FOR_A_START = 256L << 20;

    private static final long MIB = 1L << 20;

    private Disks() {}

    /**
     * A disk with little free space.
     *
     * @param folders of the stack on this disk
     * @param free in bytes
     */
    public record Low(List<Path> folders, long free) {
        /** A sentence without its end, such as "The disk of /data/kafka has 12 MiB free". */
        public String text() {
            return "The disk of "
                    + String.join(", ", folders.stream().map(Path::toString).toList()) + " has "
                    + (free >= 1L << 30 ? "%.1f GiB".formatted(free / (double) (1L << 30)) : free / MIB + " MiB")
                    + " free";
        }
    }

    /**
     * The file system of a folder.
     *
     * @param id the same for all folders on it
     * @param free bytes that a process without special rights may write
     */
    record Space(String id, long free) {
        static Optional<Space> of(Path folder) {
            try {
                FileStore store = Files.getFileStore(folder);
                return Optional.of(new Space(store.toString(), store.getUsableSpace()));
            } catch (IOException unknown) {
                // a file system that does not report its free space may have enough
                return Optional.empty();
            }
        }
    }

    /** The disks of a stack that have less than {@link #NEEDED}. */
    public static List<Low> low(Path stack) {
        return low(stack, Space::of);
    }

    /**
     * Says that the disk of a folder has less than {@link #FOR_A_START}; empty if it has more, or if that is unknown.
     */
    public static Optional<String> lack(Path folder) {
        return Space.of(folder)
                .filter(space -> space.free() < FOR_A_START)
                .map(space -> "the disk of %s has %d MiB free, and %d MiB are needed"
                        .formatted(folder, space.free() / MIB, FOR_A_START / MIB));
    }

    static List<Low> low(Path stack, Function<Path, Optional<Space>> spaces) {
        Map<String, Low> disks = new LinkedHashMap<>();
        for (Path folder : folders(stack)) {
            spaces.apply(folder).filter(space -> space.free() < NEEDED).ifPresent(space -> {
                Low known = disks.computeIfAbsent(space.id(), id -> new Low(List.of(), space.free()));
                // what lies in a folder that is named need not be named
                if (known.folders().stream().noneMatch(folder::startsWith)) {
                    List<Path> more = new ArrayList<>(known.folders());
                    more.add(folder);
                    disks.put(space.id(), new Low(more, space.free()));
                }
            });
        }
        return List.copyOf(disks.values());
    }

    private static List<Path> folders(Path stack) {
        List<Path> folders = new ArrayList<>(List.of(stack));
        for (Path parent : List.of(stack, stack.resolve("data"))) {
            try (Stream<Path> children = Files.list(parent)) {
                children.filter(Files::isDirectory).sorted().forEach(folders::add);
            } catch (IOException none) {
                // nothing was started there yet
            }
        }
        return folders;
    }
}
