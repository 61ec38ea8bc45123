package io.linklog.cli.importing.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.h2.mvstore.MVStore;

/**
 * Maps for one run, in a temporary file: an import needs some numbers for each line, and the heap would bound the
 * length of a file. The file is deleted with this. Thread-safe.
 */
public final class LineIndex implements AutoCloseable {

    private static final int CACHE_MEGABYTES = 64;

    private final Path file;
    private final MVStore store;

    /** @param folder for the temporary file */
    public LineIndex(Path folder) throws IOException {
        this.file = Files.createTempFile(folder, "linklog-import-", ".index");
        file.toFile().deleteOnExit();
        // no background thread: a full buffer is written by the thread that fills it
        this.store = new MVStore.Builder()
                .fileName(file.toString())
                .cacheSize(CACHE_MEGABYTES)
                .autoCommitDisabled()
                .open();
        // nothing is read back after a crash, so that free space can be used again at once
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
    }

    /** A map by its name. */
    public <V> Map<String, V> map(String name) {
        return store.openMap(name);
    }

    @Override
    public void close() throws IOException {
        store.closeImmediately();
        Files.deleteIfExists(file);
    }
}
