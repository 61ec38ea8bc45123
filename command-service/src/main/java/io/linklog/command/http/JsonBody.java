package io.linklog.command.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.http.Problem;
import io.linklog.kit.http.ProblemException;
import java.io.IOException;

/** Reads the body of a request as a record. */
public final class JsonBody {

    private JsonBody() {}

    /**
     * Reads a record. A member that it does not have is refused.
     *
     * @throws ProblemException 400 if the body is not such an object
     */
    public static <T> T read(ObjectMapper json, byte[] body, Class<T> type) {
        try {
            T read = json.readValue(body, type);
            if (read == null) {
                throw new ProblemException(Problem.invalid("The body must be a JSON object"));
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new ProblemException(Problem.invalid("The body is not valid: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ProblemException(Problem.invalid("The body is incomplete"));
        }
    }
}
