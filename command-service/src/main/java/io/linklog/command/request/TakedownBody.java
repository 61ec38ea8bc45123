package io.linklog.command.request;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.command.http.JsonBody;
import io.linklog.kit.http.Json;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import io.linklog.schemas.TakedownOrder;
import org.jspecify.annotations.Nullable;

/**
 * The body of a takedown.
 *
 * @param reason shown to visitors
 * @param status what visitors are answered; null for the usual one
 */
record TakedownBody(@Nullable String reason, @Nullable Integer status) {

    /** RFC 7725: unavailable for legal reasons. */
    private static final int USUAL_STATUS = 451;

    private static final ObjectMapper JSON = Json.mapper();

    /**
     * Reads a body. The rules of the topology judge what it says.
     *
     * @throws ProblemException 400 if it is no such body
     */
    static TakedownOrder read(byte[] bytes) {
        TakedownBody body = JsonBody.read(JSON, bytes, TakedownBody.class);
        if (body.reason == null) {
            throw new ProblemException(Problem.invalid("The member reason is needed: {\"reason\": \"phishing\"}"));
        }
        return new TakedownOrder(body.reason, body.status == null ? USUAL_STATUS : body.status);
    }
}
