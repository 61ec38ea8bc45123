package io.linklog.query.pages;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/**
 * A QR code of a text, ready to be drawn.
 *
 * @param modules one cell for each module, without margin; 1 is dark
 * @param margin light modules on each side; the standard asks for 4
 */
record QrCode(ByteMatrix modules, int margin) {

    /**
     * @param text ASCII: a scanner need not guess the encoding
     * @param level how much of the code may be unreadable: L 7 %, M 15 %, Q 25 %, H 30 %
     */
    static QrCode of(String text, ErrorCorrectionLevel level, int margin) {
        try {
            return new QrCode(Encoder.encode(text, level).getMatrix(), margin);
        } catch (WriterException e) {
            throw new IllegalArgumentException("The text does not fit into a QR code: " + text, e);
        }
    }

    /** Modules on each side, margins included; also the smallest size of an image in pixels. */
    int side() {
        return modules.getWidth() + 2 * margin;
    }

    /** Whether a module is dark; coordinates include the margin. */
    boolean isDark(int x, int y) {
        int column = x - margin;
        int row = y - margin;
        return column >= 0
                && row >= 0
                && column < modules.getWidth()
                && row < modules.getHeight()
                && modules.get(column, row) == 1;
    }
}
