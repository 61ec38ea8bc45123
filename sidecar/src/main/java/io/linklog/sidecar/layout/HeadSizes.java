package io.linklog.sidecar.layout;

import io.linklog.kit.http.HttpApi;
import java.util.Map;

/** How large the head of a request or an answer may be, and what HAProxy needs for it. */
final class HeadSizes {

    /** Of a request at the edge, in bytes. The services accept 2 KB more, for the headers that proxies add. */
    static final int LONGEST_HEAD = HttpApi.MAX_HEAD_BYTES - 2 * 1024;

    private static final int MOST_HEADERS = 512;

    /** A header takes 8 bytes beside its name and value in HAProxy's buffers, and 4 on the network. */
    private static final int MORE_FOR_EACH_HEADER = 4;

    /** Holds the longest head with the most headers, and 1 KB that HAProxy keeps free for those that its rules add. */
    private static final int BUFFER = 20 * 1024;

    private HeadSizes() {}

    /** The values for the templates. */
    static Map<String, String> values() {
        return Map.of(
                "buffer-size", Integer.toString(BUFFER),
                "most-headers", Integer.toString(MOST_HEADERS),
                "longest-head", Integer.toString(LONGEST_HEAD),
                "long-head", Integer.toString(LONGEST_HEAD - MOST_HEADERS * MORE_FOR_EACH_HEADER));
    }
}
