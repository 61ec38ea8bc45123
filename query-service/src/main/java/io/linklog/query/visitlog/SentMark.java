package io.linklog.query.visitlog;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Stores how far a journal was sent, in a file that is mapped into memory. When the file is lost, the whole journal is
 * sent again; that does no harm, because repeated visits are counted once.
 */
final class SentMark {

    private final MappedByteBuffer bytes;
    private volatile long place;

    SentMark(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            this.bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            this.place = bytes.getLong(0);
        }
    }

    long place() {
        return place;
    }

    void move(long to) {
        bytes.putLong(0, to);
        place = to;
    }
}
