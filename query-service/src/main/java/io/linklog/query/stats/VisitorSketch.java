package io.linklog.query.stats;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.datasketches.hll.HllSketch;
import org.apache.datasketches.memory.Memory;

/**
 * Reads the visitor sketches that the topology writes. Sketches with many visitors have 4 bits per register (HLL_4).
 * DataSketches merges HLL_4 through an iterator over registers, but HLL_8 array by array. One call may merge a thousand
 * sketches; therefore this class widens HLL_4 to HLL_8, according to the layout in DataSketches' {@code PreambleUtil}.
 * RATIONALE.md says when that pays.
 */
final class VisitorSketch {

    private static final int PREAMBLE_BYTES = 40;
    private static final int LG_K = 3;
    private static final int LG_AUX = 4;
    private static final int FLAGS = 5;
    private static final int COMPACT = 8;
    private static final int CUR_MIN = 6;
    private static final int MODE = 7;
    private static final int HLL_4 = 0b0010;
    private static final int HLL_8 = 0b1010;
    private static final int NUM_AT_CUR_MIN = 32;
    private static final int AUX_COUNT = 36;
    private static final int SLOT_BITS = 26;

    private VisitorSketch() {}

    /** @param stored a sketch that is not empty, in compact form; not changed */
    static HllSketch read(ByteBuffer stored) {
        byte[] bytes = new byte[stored.remaining()];
        stored.duplicate().get(bytes);
        return bytes.length > PREAMBLE_BYTES && bytes[MODE] == HLL_4 && (bytes[FLAGS] & COMPACT) != 0
                ? HllSketch.heapify(widen(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)))
                : HllSketch.wrap(Memory.wrap(bytes));
    }

    private static byte[] widen(ByteBuffer hll4) {
        byte[] from = hll4.array();
        int registers = 1 << from[LG_K];
        ByteBuffer hll8 = ByteBuffer.allocate(PREAMBLE_BYTES + registers).order(ByteOrder.LITTLE_ENDIAN);
        byte[] to = hll8.array();
        System.arraycopy(from, 0, to, 0, PREAMBLE_BYTES);
        int least = from[CUR_MIN]; // the minimum of all registers; the 4 bits of a register are its distance from it
        for (int i = 0; i < registers / 2; i++) {
            int two = from[PREAMBLE_BYTES + i];
            to[PREAMBLE_BYTES + 2 * i] = (byte) (least + (two & 15));
            to[PREAMBLE_BYTES + 2 * i + 1] = (byte) (least + (two >> 4 & 15));
        }
        int aux = PREAMBLE_BYTES + registers / 2;
        for (int i = 0; i < hll4.getInt(AUX_COUNT); i++) {
            int pair = hll4.getInt(aux + 4 * i);
            to[PREAMBLE_BYTES + (pair & registers - 1)] = (byte) (pair >>> SLOT_BITS);
        }
        to[LG_AUX] = 0;
        to[CUR_MIN] = 0;
        to[MODE] = HLL_8;
        hll8.putInt(NUM_AT_CUR_MIN, least == 0 ? hll4.getInt(NUM_AT_CUR_MIN) : 0);
        hll8.putInt(AUX_COUNT, 0);
        return to;
    }
}
