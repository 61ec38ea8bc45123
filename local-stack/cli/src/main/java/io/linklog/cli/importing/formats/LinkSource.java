package io.linklog.cli.importing.formats;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of an input, in order. Only one of them is in memory. Not thread-safe. */
@FunctionalInterface
public interface LinkSource {

    /**
     * Reads the next line. Blank lines and comments are passed over.
     *
     * @return null at the end of the input
     * @throws io.linklog.cli.options.Failure when the rest of the input cannot be understood
     */
    @Nullable
    SourceLine next() throws IOException;
}
