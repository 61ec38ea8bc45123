package io.linklog.mesh.etcd;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.function.Function;

/**
 * Reads and writes a record as the JSON text of an etcd value. The names of the record's components are the names of
 * the JSON fields, in the same order, so renaming a component breaks stored values. Thread-safe.
 *
 * <p>The first field is {@code format}. It says how to interpret the other fields, and it changes only when an old
 * reader would misread a new value. Unknown fields are ignored, so a newer writer may add some.
 *
 * <p>Types are strict: the text {@code "80"} is not a number and the number {@code 1.0} is not a whole number. A
 * component may be missing or null only if it is declared {@code @Nullable}; such a component is not written when it is
 * null. Instants are ISO 8601 text. An unsorted map is written in the order of its keys.
 *
 * @param <T> the record
 */
public final class JsonCodec<T extends Record> {

    private static final String FORMAT = "format";
    private static final ObjectMapper JSON = mapper();

    private final Class<T> type;
    private final int format;

    /** @param format the only value of the field {@code format} that is written and accepted */
    public JsonCodec(Class<T> type, int format) {
        this.type = type;
        this.format = format;
    }

    /** The record as one line of JSON. */
    public String write(T value) {
        ObjectNode json = JSON.createObjectNode().put(FORMAT, format);
        json.setAll((ObjectNode) JSON.valueToTree(value));
        return json.toString();
    }

    /**
     * Reads a record.
     *
     * @throws MalformedValueException if the text is not an object of this format, a field has the wrong type, or the
     *     record's constructor throws an {@link IllegalArgumentException}; the message names the field
     */
    public T read(String text) throws MalformedValueException {
        return read(text, Function.identity());
    }

    /**
     * Reads a record and converts it.
     *
     * @param conversion may throw an {@link IllegalArgumentException} to reject the value
     * @throws MalformedValueException as in {@link #read(String)}, and if the conversion rejects the value
     */
    public <R> R read(String text, Function<T, R> conversion) throws MalformedValueException {
        JsonNode json = parse(text);
        try {
            return conversion.apply(JSON.treeToValue(json, type));
        } catch (JsonMappingException e) {
            throw new MalformedValueException(reason(e, json));
        } catch (JsonProcessingException e) {
            throw new MalformedValueException(e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Checks a number for a conversion or a record's constructor.
     *
     * @param least the smallest permitted value
     * @param most the largest permitted value
     * @return the value
     * @throws IllegalArgumentException if the value is out of range
     */
    public static int requireRange(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "'" + field + "' is " + value + ", not a whole number from " + least + " to " + most);
        }
        return value;
    }

    private JsonNode parse(String text) throws MalformedValueException {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MalformedValueException("not JSON: " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw new MalformedValueException("not a JSON object");
        }
        JsonNode found = json.path(FORMAT);
        if (!found.isInt() || found.intValue() != format) {
            throw new MalformedValueException("'format' is " + text(found) + ", not " + format);
        }
        return json;
    }

    private static String reason(JsonMappingException e, JsonNode json) {
        if (e.getCause() instanceof IllegalArgumentException rejection) {
            return String.valueOf(rejection.getMessage());
        }
        StringBuilder path = new StringBuilder();
        JsonNode found = json;
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
                found = found.path(step.getIndex());
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
                found = found.path(step.getFieldName());
            }
        }
        return "'" + path + "' is " + text(found) + ", not " + JsonTypes.describeExpected(e);
    }

    private static String text(JsonNode found) {
        return found instanceof MissingNode ? "missing" : found.toString();
    }

    private static ObjectMapper mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(new NullableComponents())
                .addModule(JsonTypes.module())
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .serializationInclusion(JsonInclude.Include.NON_NULL)
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .build();
    }
}
