package io.linklog.query.http;

import io.linklog.kit.http.Problem;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.MimeTypes;
import org.jspecify.annotations.Nullable;

/** What the body of a visitor's form must be, before it is read. */
public final class FormBody {

    private static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

    private FormBody() {}

    /**
     * Judges a body by its header fields.
     *
     * @param length in bytes; negative if it is not known
     * @param longest in bytes
     * @return 415 if it is no form or in another charset than UTF-8, 413 if it is long or of unknown length; empty if
     *     it can be read
     */
    public static Optional<Problem> refusal(@Nullable String contentType, long length, int longest) {
        if (!MEDIA_TYPE.equals(mediaType(contentType)) || !isUtf8(contentType)) {
            return Optional.of(Problem.of(
                    415,
                    "unsupported-media-type",
                    "The body is no form",
                    "Send the body as " + MEDIA_TYPE + " in UTF-8"));
        }
        // not known is not bounded, and the edge waits for the body before it is read here
        if (length < 0 || length > longest) {
            return Optional.of(Problem.of(
                    413,
                    "body-too-large",
                    "The body is too large",
                    "Send at most " + longest + " bytes, with Content-Length"));
        }
        return Optional.empty();
    }

    /** No charset means UTF-8: browsers name none. */
    private static boolean isUtf8(@Nullable String contentType) {
        String charset = MimeTypes.getCharsetFromContentType(contentType);
        return charset == null || charset.equalsIgnoreCase("utf-8");
    }

    private static String mediaType(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
