package io.linklog.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP/1.1 answer to a GET or POST. Its bytes belong to the connection and are valid only until the callback
 * returns.
 */
public final class HttpAnswer {

    private final byte[] bytes;
    private final int headEnd;
    private final int end;

    private HttpAnswer(byte[] bytes, int headEnd, int end) {
        this.bytes = bytes;
        this.headEnd = headEnd;
        this.end = end;
    }

    /** Parses the first {@code length} bytes; null while the answer is incomplete. */
    static @Nullable HttpAnswer parse(byte[] bytes, int length) {
        int headEnd = headEnd(bytes, length);
        if (headEnd < 0) {
            return null;
        }
        HttpAnswer answer = new HttpAnswer(bytes, headEnd, length);
        int status = answer.status();
        if (status == 204 || status == 304) {
            return answer;
        }
        String contentLength = answer.header("content-length");
        if (contentLength != null) {
            return length >= headEnd + Integer.parseInt(contentLength) ? answer : null;
        }
        if ("chunked".equalsIgnoreCase(answer.header("transfer-encoding"))) {
            return endsWithLastChunk(bytes, headEnd, length) ? answer : null;
        }
        throw new IllegalArgumentException("An answer without a length: " + answer.head());
    }

    public int status() {
        return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + (bytes[11] - '0');
    }

    /**
     * The value of a header; null if it is missing.
     *
     * @param lowerCaseName for instance {@code location}
     */
    @Nullable
    public String header(String lowerCaseName) {
        int lineBegin = 0;
        for (int i = 0; i + 1 < headEnd; i++) {
            if (bytes[i] != '\r') {
                continue;
            }
            if (isHeader(lineBegin, i, lowerCaseName)) {
                int value = lineBegin + lowerCaseName.length() + 1;
                return new String(bytes, value, i - value, StandardCharsets.UTF_8).strip();
            }
            lineBegin = i + 2;
        }
        return null;
    }

    /** Everything after the head. A chunked body still contains its chunk sizes. */
    String body() {
        return new String(bytes, headEnd, end - headEnd, StandardCharsets.UTF_8);
    }

    private String head() {
        return new String(bytes, 0, headEnd, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    }

    private boolean isHeader(int begin, int end, String name) {
        if (end - begin <= name.length() || bytes[begin + name.length()] != ':') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (Character.toLowerCase((char) bytes[begin + i]) != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int headEnd(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean endsWithLastChunk(byte[] bytes, int headEnd, int length) {
        byte[] last = {'0', '\r', '\n', '\r', '\n'};
        if (length < headEnd + last.length) {
            return false;
        }
        for (int i = 0; i < last.length; i++) {
            if (bytes[length - last.length + i] != last[i]) {
                return false;
            }
        }
        return true;
    }
}
