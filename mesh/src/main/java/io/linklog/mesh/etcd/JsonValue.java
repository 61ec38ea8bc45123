package io.linklog.mesh.etcd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object as etcd has it, read field by field: each is what it should be, or the reader hears which one is not
 * and why. Fields that nobody asks for are passed over, so that a newer writer may add some. Immutable.
 */
public final class JsonValue {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonNode json;

    private JsonValue(JsonNode json) {
        this.json = json;
    }

    /**
     * One whole object.
     *
     * @param format what its field {@code format} must be: what the other fields mean depends on it
     */
    public static JsonValue read(String text, int format) throws MalformedValueException {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new MalformedValueException("no JSON: " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw new MalformedValueException("no JSON object");
        }
        JsonValue value = new JsonValue(json);
        value.integer("format", format, format);
        return value;
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return json.hasNonNull(field);
    }

    public String text(String field) throws MalformedValueException {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new MalformedValueException("'" + field + "' is no text");
        }
        return value.textValue();
    }

    public boolean bool(String field) throws MalformedValueException {
        JsonNode value = json.path(field);
        if (!value.isBoolean()) {
            throw new MalformedValueException("'" + field + "' is not true or false");
        }
        return value.booleanValue();
    }

    /** Text; empty where the field is missing or null. */
    public Optional<String> optionalText(String field) throws MalformedValueException {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    public int integer(String field, int least, int most) throws MalformedValueException {
        return (int) whole(field, least, most);
    }

    /** A whole number in these bounds, both included. */
    public long whole(String field, long least, long most) throws MalformedValueException {
        JsonNode value = json.path(field);
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < least
                || value.longValue() > most) {
            throw new MalformedValueException("'" + field + "' is " + (value.isMissingNode() ? "missing" : value)
                    + ", not a whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** Any number in these bounds, both included. */
    public double decimal(String field, double least, double most) throws MalformedValueException {
        JsonNode value = json.path(field);
        if (!value.isNumber() || !(value.doubleValue() >= least && value.doubleValue() <= most)) {
            throw new MalformedValueException("'" + field + "' is " + (value.isMissingNode() ? "missing" : value)
                    + ", not a number from " + least + " to " + most);
        }
        return value.doubleValue();
    }

    public Instant instant(String field) throws MalformedValueException {
        String text = text(field);
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new MalformedValueException("'" + field + "' " + text + " is no time");
        }
    }

    public <E extends Enum<E>> E oneOf(String field, Class<E> type) throws MalformedValueException {
        String name = text(field);
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new MalformedValueException("'" + field + "' " + name + " is not known");
        }
    }

    public JsonValue object(String field) throws MalformedValueException {
        JsonNode value = json.path(field);
        if (!value.isObject()) {
            throw new MalformedValueException("'" + field + "' is no object");
        }
        return new JsonValue(value);
    }

    /** A list of objects. */
    public List<JsonValue> objects(String field) throws MalformedValueException {
        List<JsonValue> read = new ArrayList<>();
        for (JsonNode value : list(field)) {
            if (!value.isObject()) {
                throw new MalformedValueException("'" + field + "' has " + value + ", no object");
            }
            read.add(new JsonValue(value));
        }
        return List.copyOf(read);
    }

    public List<Integer> integers(String field) throws MalformedValueException {
        List<Integer> read = new ArrayList<>();
        for (JsonNode value : list(field)) {
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw new MalformedValueException("'" + field + "' has " + value + ", no whole number");
            }
            read.add(value.intValue());
        }
        return List.copyOf(read);
    }

    public List<String> textList(String field) throws MalformedValueException {
        List<String> read = new ArrayList<>();
        for (JsonNode value : list(field)) {
            if (!value.isTextual()) {
                throw new MalformedValueException("'" + field + "' has " + value + ", no text");
            }
            read.add(value.textValue());
        }
        return List.copyOf(read);
    }

    private JsonNode list(String field) throws MalformedValueException {
        JsonNode values = json.path(field);
        if (!values.isArray()) {
            throw new MalformedValueException("'" + field + "' is no list");
        }
        return values;
    }

    /** An object of which all values are text. */
    public Map<String, String> texts(String field) throws MalformedValueException {
        JsonValue values = object(field);
        Map<String, String> read = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : values.json.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new MalformedValueException("'" + field + "' " + entry.getKey() + " is no text");
            }
            read.put(entry.getKey(), entry.getValue().textValue());
        }
        return read;
    }
}
