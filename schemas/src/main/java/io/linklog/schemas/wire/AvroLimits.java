package io.linklog.schemas.wire;

import java.util.Map;
import org.apache.avro.SystemLimitException;

/**
 * How much memory Avro may take for one text or list. Avro allocates what a length says before it reads on. In garbage
 * a length of two gigabytes is one byte away, and the OutOfMemoryError would end the process.
 */
public final class AvroLimits {

    /** No text of a record is longer: Kafka's records have a megabyte, some more when they are compressed. */
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final int MOST_ITEMS = 1024 * 1024;

    private AvroLimits() {}

    /**
     * Sets the limits of this process. Avro reads them once, so call it before anything is read. What an operator sets
     * by Avro's system properties counts.
     */
    public static void set() {
        Map.of(
                        SystemLimitException.MAX_BYTES_LENGTH_PROPERTY, MOST_BYTES,
                        SystemLimitException.MAX_STRING_LENGTH_PROPERTY, MOST_BYTES,
                        SystemLimitException.MAX_COLLECTION_LENGTH_PROPERTY, MOST_ITEMS)
                .forEach((limit, most) -> {
                    if (System.getProperty(limit) == null) {
                        System.setProperty(limit, Integer.toString(most));
                    }
                });
    }
}
