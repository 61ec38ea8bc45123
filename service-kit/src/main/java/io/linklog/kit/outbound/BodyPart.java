package io.linklog.kit.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * How much of an answer's body a call reads. The rest stays unread. Immutable.
 *
 * @param most bytes, at most {@link #MOST}; nothing is read for 0
 * @param end reading ends behind this text; empty to read on. It has only ASCII characters in lower case, and letters
 *     of the body match in both cases
 */
public record BodyPart(int most, String end) {

    /** The largest part, in bytes. */
    public static final int MOST = 1 << 20;

    /** No byte of it: the status and the headers are the answer. */
    public static final BodyPart NONE = new BodyPart(0, "");

    private static final int STEP = 8_192;
    private static final int CASE_BIT = 0x20;

    public BodyPart {
        if (most < 0 || most > MOST) {
            throw new IllegalArgumentException("a body has 0 to " + MOST + " bytes, not " + most);
        }
    }

    /** The first bytes, whatever they are. */
    public static BodyPart first(int most) {
        return new BodyPart(most, "");
    }

    /** Reads the part, and one byte more where there is more than the most. */
    byte[] read(InputStream body) throws IOException {
        byte[] bytes = new byte[Math.min(STEP, most + 1)];
        int length = 0;
        int searched = 0;
        while (length <= most) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.min(2 * bytes.length, most + 1));
            }
            int read = body.read(bytes, length, bytes.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            if (hasEnd(bytes, searched, length)) {
                break;
            }
            // the end may have begun in what was read
            searched = Math.max(0, length - end.length() + 1);
        }
        return Arrays.copyOf(bytes, length);
    }

    private boolean hasEnd(byte[] bytes, int from, int to) {
        for (int at = from; !end.isEmpty() && at <= to - end.length(); at++) {
            if (isEndAt(bytes, at)) {
                return true;
            }
        }
        return false;
    }

    private boolean isEndAt(byte[] bytes, int at) {
        for (int i = 0; i < end.length(); i++) {
            int wanted = end.charAt(i);
            int found = bytes[at + i];
            if (found != wanted && !(wanted >= 'a' && wanted <= 'z' && (found | CASE_BIT) == wanted)) {
                return false;
            }
        }
        return true;
    }
}
