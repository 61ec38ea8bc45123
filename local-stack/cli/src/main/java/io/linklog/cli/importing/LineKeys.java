package io.linklog.cli.importing;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Gives each line the id it has in every run: made of what it asks for, of how many times the same was asked for before
 * it in the file, and of the run's name. So the id does not change when other lines are added, moved or taken away. Not
 * thread-safe.
 */
final class LineKeys implements AutoCloseable {

    private final byte[] run;
    private final LineTable seen;

    LineKeys(String run, Path temporaryFolder) throws IOException {
        this.run = LineId.utf8(run);
        this.seen = new LineTable(temporaryFolder);
    }

    /** The id of the next line. To be called for every line, in order. */
    LineId next(NewLink link) throws IOException {
        byte[] content = link.json(null);
        LineId same = LineId.of(run, content);
        long occurrence = seen.get(same) + 1;
        seen.put(same, occurrence);
        return LineId.of(run, content, LineId.utf8(Long.toString(occurrence)));
    }

    /** The idempotency key that the service is given. */
    static String idempotencyKey(LineId id) {
        return "import-" + id;
    }

    @Override
    public void close() throws IOException {
        seen.close();
    }
}
