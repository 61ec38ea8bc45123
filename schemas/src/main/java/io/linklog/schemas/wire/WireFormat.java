package io.linklog.schemas.wire;

import java.nio.ByteBuffer;

/** Confluent's wire format: a zero byte, the schema id as four bytes big-endian, then the Avro body. */
public final class WireFormat {

    static final int HEADER_BYTES = 5;
    private static final byte MAGIC = 0;

    private WireFormat() {}

    static void writeHeader(byte[] header, int schemaId) {
        ByteBuffer.wrap(header).put(MAGIC).putInt(schemaId);
    }

    /**
     * The id of the schema of a record.
     *
     * @throws UnreadableRecordException if the bytes do not begin like a Confluent record
     */
    public static int schemaId(byte[] record) {
        if (record.length < HEADER_BYTES) {
            throw new UnreadableRecordException(
                    "The value has " + record.length + " bytes; Confluent's wire format begins with 5", null);
        }
        if (record[0] != MAGIC) {
            throw new UnreadableRecordException(
                    "The value begins with byte " + record[0] + ", not with 0 as in Confluent's wire format", null);
        }
        return ByteBuffer.wrap(record, 1, Integer.BYTES).getInt();
    }
}
