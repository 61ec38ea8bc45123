package io.linklog.cli.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;

/** Maps for one run: an import needs some numbers for each line, and the heap would bound the length of a file. */
final class LineIndex {

    private static final int CACHE_MEGABYTES = 64;

    private LineIndex() {}

    /** Opens an empty store in a temporary file, which has no name and ends with the store or the process. */
    static MVStore open(Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "linklog-import-", ".index");
        // no background thread: a full buffer is written by the thread that fills it
        MVStore store = new MVStore.Builder()
                .fileName(file.toString())
                .cacheSize(CACHE_MEGABYTES)
                .autoCommitDisabled()
                .open();
        Files.delete(file);
        // nothing is read back after a crash, so that free space can be used again at once
        store.setRetentionTime(0);
        store.setVersionsToKeep(0);
        return store;
    }
}
