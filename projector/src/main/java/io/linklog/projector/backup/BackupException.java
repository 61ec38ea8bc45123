package io.linklog.projector.backup;

/** A backup or a restore is refused. The message says why, and what to do. */
final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BackupException(String sentence) {
        super(sentence);
    }
}
