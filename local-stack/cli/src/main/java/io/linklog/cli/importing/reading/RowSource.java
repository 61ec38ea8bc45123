package io.linklog.cli.importing.reading;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a file, in order. Only one of them is in memory. Not thread-safe. */
public interface RowSource {

    /**
     * Reads the next row. Blank lines and comments are passed over.
     *
     * @return null at the end of the file
     * @throws io.linklog.cli.options.Failure when the rest of the file cannot be understood
     */
    @Nullable
    Row next() throws IOException;

    /** The names of the members, in order. Empty where each row has its own. */
    default List<String> header() {
        return List.of();
    }

    /** What the number of a row counts: lines of the file, else entries. */
    default String unit() {
        return "line";
    }

    /** How many records of each kind were passed over so far, by a name for people. */
    default Map<String, Long> passedOver() {
        return Map.of();
    }
}
