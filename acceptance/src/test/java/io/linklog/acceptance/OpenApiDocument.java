package io.linklog.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Batches;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The OpenAPI document of the API. Validates answers and remembers which documented responses it saw. Confined to one
 * thread.
 */
final class OpenApiDocument {

    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete", "options");

    private final JsonNode document;
    private final SchemaRegistry schemas;
    private final Map<JsonNode, Schema> compiled = new HashMap<>();
    private final Set<String> seen = new TreeSet<>();

    /**
     * One method of one path.
     *
     * @param method in upper case
     * @param template with parameters in braces
     */
    record Operation(String method, String template, JsonNode node) {

        /** Whether the answer is an endless stream. */
        boolean answersWithAStream() {
            return !node.at("/responses/200/content/text~1event-stream").isMissingNode();
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    OpenApiDocument(JsonNode document) {
        this.document = document;
        this.schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                        .formatAssertionsEnabled(true)
                        .build()));
    }

    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> {
                    if (METHODS.contains(method.getKey())) {
                        operations.add(new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue()));
                    }
                }));
        return operations;
    }

    /** The operation that answers a request. A path without parameters wins over one with parameters. */
    Optional<Operation> operation(String method, String path) {
        String bare = path.split("\\?", 2)[0];
        return operations().stream()
                .filter(operation -> operation.method().equals(method) && matches(operation.template(), bare))
                // the most literal template wins: /{code}+ before /{code}
                .min(Comparator.<Operation>comparingInt(
                                operation -> operation.template().length()
                                        - operation.template().replace("{", "").length())
                        .thenComparing(operation -> operation.template().length(), Comparator.reverseOrder()));
    }

    private static boolean matches(String template, String path) {
        StringBuilder regex = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            int open = template.indexOf('{', at);
            if (open < 0) {
                regex.append(Pattern.quote(template.substring(at)));
                break;
            }
            regex.append(Pattern.quote(template.substring(at, open))).append("[^/]+?");
            at = template.indexOf('}', open) + 1;
        }
        return path.matches(regex.toString());
    }

    /** All documented answers, in the form {@code GET /path 200}. */
    Set<String> documented() {
        Set<String> all = new TreeSet<>();
        for (Operation operation : operations()) {
            operation
                    .node()
                    .path("responses")
                    .fieldNames()
                    .forEachRemaining(status -> all.add(operation + " " + status));
        }
        return all;
    }

    Set<String> seen() {
        return seen;
    }

    /** The differences between an answer and the document; empty if there are none. */
    List<String> mistakes(String method, String path, Answer answer) {
        Optional<Operation> found = operation(method, path);
        if (found.isEmpty()) {
            return List.of("the document does not contain " + method + " " + path);
        }
        Operation operation = found.get();
        JsonNode responses = operation.node().path("responses");
        String status = Integer.toString(answer.status());
        String entry = responses.has(status)
                ? status
                : responses.has(status.charAt(0) + "XX") ? status.charAt(0) + "XX" : "default";
        if (!responses.has(entry)) {
            return List.of(operation + " is not documented to answer " + status + ": " + answer);
        }
        seen.add(operation + " " + entry);
        JsonNode response = resolve(responses.path(entry));
        List<String> mistakes = new ArrayList<>();
        headers(response, answer, operation + " " + status, mistakes);
        body(method, response, answer, operation + " " + status, mistakes);
        return mistakes;
    }

    private void headers(JsonNode response, Answer answer, String name, List<String> mistakes) {
        response.path("headers").fields().forEachRemaining(entry -> {
            JsonNode header = resolve(entry.getValue());
            Optional<String> value = answer.headers().firstValue(entry.getKey());
            if (value.isEmpty()) {
                if (header.path("required").asBoolean()) {
                    mistakes.add(name + ": the header " + entry.getKey() + " is missing");
                }
                return;
            }
            JsonNode schema = resolve(header.path("schema"));
            JsonNode json = schema.path("type").asText().equals("integer")
                    ? new LongNode(Long.parseLong(value.get()))
                    : new TextNode(value.get());
            validate(header.path("schema"), json)
                    .forEach(mistake ->
                            mistakes.add(name + ": the header " + entry.getKey() + ": " + value.get() + " " + mistake));
        });
    }

    private void body(String method, JsonNode response, Answer answer, String name, List<String> mistakes) {
        JsonNode content = response.path("content");
        if (method.equals("HEAD") || content.isEmpty()) {
            if (answer.body().length > 0) {
                mistakes.add(name + ": has a body, but none is documented: " + answer);
            }
            return;
        }
        String type = answer.header("Content-Type").split(";", 2)[0].strip();
        if (!content.has(type)) {
            mistakes.add(name + ": is " + type + ", documented are " + names(content));
            return;
        }
        JsonNode schema = content.path(type).path("schema");
        if (schema.isMissingNode()) {
            return;
        }
        if (type.endsWith("json")) {
            List<JsonNode> values =
                    type.equals("application/x-ndjson") ? Batches.results(answer) : List.of(answer.json());
            for (JsonNode value : values) {
                validate(schema, value).forEach(mistake -> mistakes.add(name + ": " + mistake + " in " + value));
            }
        }
    }

    private List<String> validate(JsonNode schema, JsonNode value) {
        if (schema.isMissingNode()) {
            return List.of();
        }
        return compiled.computeIfAbsent(schema, this::compile).validate(value).stream()
                .map(Error::toString)
                .toList();
    }

    /** Adds the components, which "#/components/…" refers to. */
    private Schema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", document.path("components"));
        return schemas.getSchema(whole);
    }

    /** The node itself, or the node that its {@code $ref} names. */
    JsonNode resolve(JsonNode node) {
        JsonNode at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
