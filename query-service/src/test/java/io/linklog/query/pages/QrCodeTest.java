package io.linklog.query.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QrCodeTest {

    private static final String URL = "https://sho.rt/Ab3_x-Z";

    @Property(tries = 60)
    void aPngOfAnySizeLevelAndMarginReadsBack(
            @ForAll @IntRange(min = 64, max = 700) int size,
            @ForAll @IntRange(min = 1, max = 16) int margin,
            @ForAll ErrorCorrectionLevel level)
            throws Exception {
        QrCode code = QrCode.of(URL, level, margin);
        int drawn = Math.max(size, code.side());
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(QrPng.of(code, drawn)));
        assertThat(image.getWidth()).isEqualTo(drawn);
        assertThat(image.getHeight()).isEqualTo(drawn);
        int[] pixels = image.getRGB(0, 0, drawn, drawn, null, 0, drawn);
        assertThat(read(new RGBLuminanceSource(drawn, drawn, pixels))).isEqualTo(URL);
    }

    @Test
    void theSvgDrawsTheSameModules() throws Exception {
        QrCode code = QrCode.of(URL, ErrorCorrectionLevel.Q, 4);
        String svg = QrSvg.of(code, 300);
        int scale = 4;
        int side = code.side() * scale;
        int[] pixels = new int[side * side];
        Arrays.fill(pixels, 0xffffff);
        Matcher run = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1h-\\3z").matcher(svg);
        while (run.find()) {
            int left = Integer.parseInt(run.group(1)) * scale;
            int top = Integer.parseInt(run.group(2)) * scale;
            int width = Integer.parseInt(run.group(3)) * scale;
            for (int y = top; y < top + scale; y++) {
                Arrays.fill(pixels, y * side + left, y * side + left + width, 0);
            }
        }
        assertThat(read(new RGBLuminanceSource(side, side, pixels))).isEqualTo(URL);
        assertThat(svg).contains("width=\"300\"").doesNotContain("script");
    }

    private static String read(LuminanceSource source) throws Exception {
        return new QRCodeReader()
                // a drawing, not a photograph: the decoder need not search for the code
                .decode(
                        new BinaryBitmap(new GlobalHistogramBinarizer(source)),
                        Map.of(DecodeHintType.PURE_BARCODE, Boolean.TRUE))
                .getText();
    }
}
