package io.linklog.visits;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.mesh.etcd.JsonValue;
import io.linklog.mesh.etcd.MalformedValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link Counts} as text in etcd. Fields that are not known here are passed over; {@code format} says what all mean.
 */
public final class CountsJson {

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CountsJson() {}

    public static String write(Counts counts) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        ArrayNode held = json.putArray("held");
        counts.held().forEach(one -> held.add(write(one)));
        counts.coming().ifPresent(one -> json.set("coming", write(one)));
        ArrayNode leaving = json.putArray("leaving");
        counts.leaving()
                .forEach(one -> leaving.addObject()
                        .put("generation", one.number())
                        .put("from", one.from().toString()));
        return json.toString();
    }

    private static ObjectNode write(Generation one) {
        ObjectNode json = JSON.createObjectNode()
                .put("generation", one.number())
                .put("from", one.from().toString())
                .put("begun", one.begun().toString());
        ArrayNode bots = json.putArray("bots");
        one.bots().forEach(bots::add);
        one.places().ifPresent(path -> json.put("places", path));
        return json;
    }

    /** @throws MalformedValueException for what {@link #write} would not write */
    public static Counts read(String text) throws MalformedValueException {
        JsonValue json = JsonValue.read(text, FORMAT);
        List<Generation> held = new ArrayList<>();
        for (JsonValue one : json.objects("held")) {
            held.add(generation(one));
        }
        List<Counts.Leaving> leaving = new ArrayList<>();
        for (JsonValue one : json.objects("leaving")) {
            leaving.add(new Counts.Leaving(number(one), one.instant("from")));
        }
        if (held.isEmpty()) {
            throw new MalformedValueException("'held' is empty");
        }
        return new Counts(
                held, json.has("coming") ? Optional.of(generation(json.object("coming"))) : Optional.empty(), leaving);
    }

    private static Generation generation(JsonValue json) throws MalformedValueException {
        return new Generation(
                number(json),
                json.instant("from"),
                json.instant("begun"),
                json.textList("bots"),
                json.optionalText("places"));
    }

    private static int number(JsonValue json) throws MalformedValueException {
        return json.integer("generation", 1, 1_000_000_000);
    }
}
