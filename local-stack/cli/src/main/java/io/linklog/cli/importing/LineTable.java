package io.linklog.cli.importing;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A number for each 128-bit id, in a temporary file that the operating system keeps in memory as far as there is room:
 * a file of a hundred million lines needs disk (some 4 GB), not heap. Open addressing with linear probing. Not
 * thread-safe.
 */
final class LineTable implements AutoCloseable {

    private static final int SLOT_BYTES = 24;
    private static final int SLOTS_A_CHUNK = 1 << 20;
    private static final int FIRST_SLOTS = 1 << 14;

    private final Path folder;
    private Slots slots;
    private long used;

    /** @param folder for the temporary file, which has no name any more once it is open */
    LineTable(Path folder) throws IOException {
        this.folder = folder;
        this.slots = new Slots(folder, FIRST_SLOTS);
    }

    /** The number of an id; 0 when it has none. */
    long get(LineId id) {
        return slots.value(slots.find(id));
    }

    /** @param value not 0 */
    void put(LineId id, long value) throws IOException {
        if (used * 3 > slots.count * 2) {
            grow();
        }
        long at = slots.find(id);
        used += slots.value(at) == 0 ? 1 : 0;
        slots.set(at, id, value);
    }

    private void grow() throws IOException {
        Slots larger = new Slots(folder, slots.count * 2);
        for (long at = 0; at < slots.count; at++) {
            long value = slots.value(at);
            if (value != 0) {
                LineId id = slots.id(at);
                larger.set(larger.find(id), id, value);
            }
        }
        slots.close();
        slots = larger;
    }

    @Override
    public void close() throws IOException {
        slots.close();
    }

    private static final class Slots implements AutoCloseable {
        private final FileChannel file;
        private final MappedByteBuffer[] chunks;
        private final long count;

        Slots(Path folder, long count) throws IOException {
            this.count = count;
            Path path = Files.createTempFile(folder, "linklog-import-", ".table");
            this.file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
            this.chunks = new MappedByteBuffer[(int) ((count + SLOTS_A_CHUNK - 1) / SLOTS_A_CHUNK)];
            for (int i = 0; i < chunks.length; i++) {
                long first = (long) i * SLOTS_A_CHUNK;
                long here = Math.min(SLOTS_A_CHUNK, count - first);
                chunks[i] = file.map(FileChannel.MapMode.READ_WRITE, first * SLOT_BYTES, here * SLOT_BYTES);
            }
        }

        /** The slot of an id, or the free one where it would go. */
        long find(LineId id) {
            long at = id.low() & (count - 1);
            while (value(at) != 0 && !id(at).equals(id)) {
                at = (at + 1) & (count - 1);
            }
            return at;
        }

        LineId id(long at) {
            MappedByteBuffer chunk = chunk(at);
            int offset = offset(at);
            return new LineId(chunk.getLong(offset), chunk.getLong(offset + 8));
        }

        long value(long at) {
            return chunk(at).getLong(offset(at) + 16);
        }

        void set(long at, LineId id, long value) {
            MappedByteBuffer chunk = chunk(at);
            int offset = offset(at);
            chunk.putLong(offset, id.high()).putLong(offset + 8, id.low()).putLong(offset + 16, value);
        }

        private MappedByteBuffer chunk(long at) {
            return chunks[(int) (at / SLOTS_A_CHUNK)];
        }

        private static int offset(long at) {
            return (int) (at % SLOTS_A_CHUNK) * SLOT_BYTES;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
