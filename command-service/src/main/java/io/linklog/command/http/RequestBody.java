package io.linklog.command.http;

import io.javalin.http.Context;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The body of a request: its media type, its size, its bytes. */
public final class RequestBody {

    /** Media types of a create. */
    public static final List<String> JSON = List.of("application/json");

    /** Media types of an edit. */
    public static final List<String> MERGE_PATCH = List.of("application/json", "application/merge-patch+json");

    /** Media types of a batch. */
    public static final List<String> NDJSON = List.of("application/x-ndjson");

    private RequestBody() {}

    /**
     * Reads the bytes of a body, at most 64 KiB.
     *
     * @throws ProblemException 415 for another media type, 413 for more bytes
     */
    public static byte[] read(Context ctx, List<String> mediaTypes) {
        requireMediaType(ctx, mediaTypes);
        return bytes(ctx);
    }

    /**
     * Reads the bytes of a body that may be left out; then there are none.
     *
     * @throws ProblemException as {@link #read}
     */
    public static byte[] readOptional(Context ctx, List<String> mediaTypes) {
        if (ctx.contentType() != null) {
            return read(ctx, mediaTypes);
        }
        requireNone(ctx);
        return new byte[0];
    }

    /** Refuses a body on a call that has none. */
    public static void requireNone(Context ctx) {
        if (bytes(ctx).length > 0) {
            throw new ProblemException(Problem.invalid("This call takes no body; leave it out"));
        }
    }

    /** @throws ProblemException 415 for another media type, character set or coding */
    public static void requireMediaType(Context ctx, List<String> mediaTypes) {
        String given = ctx.contentType();
        String[] parts = (given == null ? "" : given).toLowerCase(Locale.ROOT).split(";", -1);
        if (!mediaTypes.contains(parts[0].strip())) {
            throw unsupported(
                    ctx,
                    mediaTypes,
                    "The body must be sent with Content-Type: " + mediaTypes.get(0)
                            + (given == null ? "; no Content-Type was given" : ""));
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                throw unsupported(ctx, mediaTypes, "The body must be in UTF-8");
            }
        }
        String coding = ctx.header("Content-Encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw unsupported(ctx, mediaTypes, "The body must be sent without Content-Encoding");
        }
    }

    private static ProblemException unsupported(Context ctx, List<String> mediaTypes, String detail) {
        // RFC 9110, section 15.5.16, and RFC 5789, section 2.2
        ctx.header(ctx.method().name().equals("PATCH") ? "Accept-Patch" : "Accept-Post", String.join(", ", mediaTypes));
        return new ProblemException(
                Problem.of(415, "unsupported-media-type", "The media type is not supported", detail));
    }

    private static byte[] bytes(Context ctx) {
        if (ctx.req().getContentLengthLong() > HttpApi.MAX_BODY_BYTES) {
            throw tooLarge();
        }
        try {
            byte[] bytes = ctx.req().getInputStream().readNBytes(HttpApi.MAX_BODY_BYTES + 1);
            if (bytes.length > HttpApi.MAX_BODY_BYTES) {
                throw tooLarge();
            }
            return bytes;
        } catch (IOException e) {
            // the caller has disconnected or sends too slowly, and will not read this
            throw new ProblemException(Problem.invalid("The body is incomplete"));
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(HttpApi.bodyTooLarge());
    }
}
