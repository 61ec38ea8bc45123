package io.linklog.query.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The OpenAPI document of the whole HTTP API, including writes: the hand-written resource {@code openapi.yaml} with the
 * address of this installation as its server.
 *
 * @param yaml the document with the comments and the order of the resource
 * @param json the same document as JSON
 */
public record ApiDocument(String yaml, String json) {

    private static final String RESOURCE = "/openapi.yaml";
    private static final String SERVER_IN_RESOURCE = "http://localhost:8080";

    public static ApiDocument load(URI publicUrl) {
        try (InputStream in = ApiDocument.class.getResourceAsStream(RESOURCE)) {
            byte[] bytes = Objects.requireNonNull(in, RESOURCE + " is missing in the jar")
                    .readAllBytes();
            String yaml = new String(bytes, StandardCharsets.UTF_8).replace(SERVER_IN_RESOURCE, publicUrl.toString());
            JsonNode tree = new YAMLMapper().readTree(yaml);
            if (!(tree instanceof ObjectNode)) {
                throw new IllegalStateException(RESOURCE + " is not a YAML object");
            }
            return new ApiDocument(yaml, new ObjectMapper().writeValueAsString(tree));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }
}
