package io.linklog.kit.access;

import io.javalin.http.Context;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.mesh.keys.KeyText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the key of a request in its headers. No error repeats what the caller sent. */
final class RequestKey {

    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "bearer ";

    private RequestKey() {}

    /**
     * The key as the caller sent it, in {@value KeyText#HEADER} or as a bearer token; empty if there is none.
     * {@code Authorization} with another scheme is not a key.
     *
     * @throws ProblemException with 400 if both headers are there, or one twice: a proxy might check one of them and
     *     this service the other
     */
    static Optional<String> of(Context ctx) {
        String own = single(ctx, KeyText.HEADER);
        String authorization = single(ctx, AUTHORIZATION);
        if (own != null && authorization != null) {
            throw new ProblemException(Problem.invalid("The headers " + KeyText.HEADER + " and " + AUTHORIZATION
                    + " are both given; send the key in one"));
        }
        if (own != null) {
            return Optional.of(own.strip());
        }
        return authorization != null && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static @Nullable String single(Context ctx, String header) {
        var lines = ctx.req().getHeaders(header);
        String first = lines.hasMoreElements() ? lines.nextElement() : null;
        if (lines.hasMoreElements()) {
            throw new ProblemException(Problem.invalid("The header " + header + " is given twice; send one key once"));
        }
        return first;
    }

    /**
     * Refuses a request with a key in its path or query: proxies, browsers and access logs keep URLs.
     *
     * @throws ProblemException with 400
     */
    static void refuseInUrl(Context ctx) {
        String query = ctx.queryString();
        if (hasKey(ctx.path()) || (query != null && hasKey(query))) {
            throw new ProblemException(Problem.of(
                    400,
                    "key-in-url",
                    "A key stands in the URL",
                    "Send the key in the header " + KeyText.HEADER + ". Revoke this one, because URLs get into logs and"
                            + " histories: ./linklog keys revoke"));
        }
    }

    // for each call of the API: nearly none has anything to decode
    private static boolean hasKey(String text) {
        return KeyText.isIn(text) || (text.indexOf('%') >= 0 && KeyText.isIn(decoded(text)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // not decodable: the route refuses it
        }
    }
}
