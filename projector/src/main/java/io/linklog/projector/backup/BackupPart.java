package io.linklog.projector.backup;

import java.io.IOException;

/** One kind of state in a backup. Methods block. */
interface BackupPart {

    /**
     * Writes the state into a backup.
     *
     * @return what was written, for people
     */
    String save(BackupWriter backup) throws IOException, InterruptedException;

    /**
     * Brings the state back. Newer state that cannot be merged stays; the result says so.
     *
     * @return what was restored, for people
     */
    String restore(BackupReader backup) throws IOException, InterruptedException;
}
