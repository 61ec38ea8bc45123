package io.linklog.kit.outbound;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BodyPartTest {

    private static final String END = "</title";

    /** A stream that gives some bytes at a time, as a network does. */
    private static InputStream inSteps(String text, int step) {
        return new ByteArrayInputStream(text.getBytes(US_ASCII)) {
            @Override
            public int read(byte[] into, int from, int length) {
                return super.read(into, from, Math.min(length, step));
            }
        };
    }

    @Property
    void readingEndsBehindTheEndWhereverItIsSplit(
            @ForAll @IntRange(min = 0, max = 20_000) int before, @ForAll @IntRange(min = 1, max = 9_000) int step)
            throws IOException {
        String begin = "x".repeat(before) + "</TiTLe";
        InputStream body = inSteps(begin + "y".repeat(100_000), step);
        byte[] read = new BodyPart(BodyPart.MOST, END).read(body);
        assertThat(new String(read, US_ASCII)).startsWith(begin);
        assertThat(read.length)
                .as("no more than the rest of a step")
                .isLessThan(begin.length() + Math.max(step, 32_768));
    }

    @Property
    void atMostOneByteMoreThanThePartIsRead(
            @ForAll @IntRange(min = 1, max = 50_000) int most, @ForAll @IntRange(min = 1, max = 60_000) int length)
            throws IOException {
        byte[] read = BodyPart.first(most).read(inSteps("z".repeat(length), 777));
        assertThat(read).hasSize(Math.min(length, most + 1));
    }

    @Test
    void whatOnlyLooksLikeTheEndIsReadOver() throws IOException {
        String body = "<\u000ftitle </titl </\u0014itle e";
        assertThat(new BodyPart(1_000, END).read(inSteps(body, 3))).hasSize(body.length());
    }
}
