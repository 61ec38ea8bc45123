package io.linklog.cli.importing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of an input, one after the other; whatever its size, only one is in memory. */
interface Entries {

    /** The longest line in bytes: the largest body that the service takes. */
    int LONGEST_LINE = 64 * 1024;

    /**
     * The next one, blank lines and comments left out; null at the end.
     *
     * @throws io.linklog.cli.Failure when the input is such that nothing after this can be understood
     */
    @Nullable
    Entry next() throws IOException;
}
