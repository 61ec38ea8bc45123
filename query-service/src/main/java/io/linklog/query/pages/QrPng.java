package io.linklog.query.pages;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Encodes a QR code as PNG (ISO/IEC 15948): grey, one bit per pixel. The encoder is written by hand because the JDK's
 * own would load all of AWT into a server that draws nothing else.
 */
final class QrPng {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] BIT_DEPTH_1_GREY = {1, 0, 0, 0, 0};

    private QrPng() {}

    /**
     * Each module is a whole number of pixels, which keeps edges sharp; the remaining pixels widen the margin.
     *
     * @param size pixels on each side of the image; at least {@link QrCode#side}
     */
    static byte[] of(QrCode code, int size) {
        int scale = size / code.side();
        int offset = (size - scale * code.side()) / 2;
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(file);
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream headerOut = new DataOutputStream(header);
            headerOut.writeInt(size);
            headerOut.writeInt(size);
            headerOut.write(BIT_DEPTH_1_GREY);
            chunk(out, "IHDR", header.toByteArray());
            chunk(out, "IDAT", pixels(code, size, scale, offset));
            chunk(out, "IEND", new byte[0]);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory cannot fail", e);
        }
    }

    private static byte[] pixels(QrCode code, int size, int scale, int offset) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
            // the first byte of a line is its filter type: none
            byte[] line = new byte[1 + (size + 7) / 8];
            for (int y = 0; y < size; y++) {
                Arrays.fill(line, 1, line.length, (byte) 0xff);
                for (int x = 0; x < size; x++) {
                    boolean dark = code.isDark(Math.floorDiv(x - offset, scale), Math.floorDiv(y - offset, scale));
                    if (dark) {
                        line[1 + x / 8] &= (byte) ~(0x80 >> x % 8);
                    }
                }
                deflater.write(line);
            }
        }
        return compressed.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) checksum.getValue());
    }
}
