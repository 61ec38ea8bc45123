package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A number in a file of its own, which is mapped into memory: a write is a store to memory and survives the end of the
 * process. 0 where the file is missing. One thread writes at a time; any thread may read.
 */
final class StoredNumber {

    private final MappedByteBuffer bytes;
    private volatile long value;

    StoredNumber(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer stored = ByteBuffer.allocate(Long.BYTES);
            channel.read(stored, 0);
            // written by a system call, so that its block is allocated: a store to a mapping on a full disk is a fault
            channel.write(stored.clear(), 0);
            this.bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            this.value = bytes.getLong(0);
        }
    }

    long get() {
        return value;
    }

    void set(long to) {
        bytes.putLong(0, to);
        value = to;
    }
}
