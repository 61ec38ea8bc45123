package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.importing.formats.SourceLine;
import org.jspecify.annotations.Nullable;

/** The requests of one line, each under a key of its own. A line needs more than one if its slug is taken. */
final class LineRequests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LineRequests() {}

    /** The link as the file has it. */
    static byte[] first(SourceLine line, String key, byte[] body) throws JsonProcessingException {
        if (line.password() == null) {
            return LineKeys.request(key, body);
        }
        // not in the body that keys are made of: whoever reads a journal could guess passwords by it
        ObjectNode link = line.request().deepCopy();
        return LineKeys.request(key, JSON.writeValueAsBytes(link.put("password", line.password())));
    }

    /** Asks whether the slug leads to the line's target already. */
    static byte[] sameTarget(SourceLine line, String key) throws JsonProcessingException {
        ObjectNode ask = JsonNodeFactory.instance.objectNode();
        for (String field : new String[] {"longUrl", "customSlug", "domain"}) {
            if (line.request().has(field)) {
                ask.set(field, line.request().get(field));
            }
        }
        return LineKeys.request(key + "-same", JSON.writeValueAsBytes(ask.put("findIfExists", true)));
    }

    /** The link under a generated code. */
    static byte[] generatedCode(SourceLine line, String key) throws JsonProcessingException {
        ObjectNode link = line.request().deepCopy();
        link.remove("customSlug");
        link.remove("findIfExists");
        @Nullable String password = line.password();
        if (password != null) {
            link.put("password", password);
        }
        return LineKeys.request(key + "-new", JSON.writeValueAsBytes(link));
    }
}
