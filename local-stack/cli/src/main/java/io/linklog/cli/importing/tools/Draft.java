package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row on its way to a request: the fields of the API, and what decides whether they are sent. */
final class Draft {

    final ObjectNode fields;
    final Set<Inclusion> states = EnumSet.noneOf(Inclusion.class);

    /** All that the row names; some tools give a link several. */
    final List<String> shortUrls = new ArrayList<>();

    /** The first reason why there is no link; null while there is none. */
    @Nullable
    String mistake;

    @Nullable
    String password;

    Draft() {
        this(JsonNodeFactory.instance.objectNode());
    }

    Draft(ObjectNode fields) {
        this.fields = fields;
    }

    /** Notes a short URL, or each of an array. */
    void addShortUrls(JsonNode value) {
        for (JsonNode one : value.isArray() ? value : List.of(value)) {
            String url = Cells.text(one);
            if (!url.isEmpty()) {
                shortUrls.add(url);
            }
        }
    }

    /** The same link at one short URL. */
    Draft at(String shortUrl) {
        Draft copy = new Draft(fields.deepCopy());
        copy.states.addAll(states);
        copy.shortUrls.add(shortUrl);
        copy.mistake = mistake;
        return copy;
    }

    @Nullable
    String text(String field) {
        return fields.path(field).textValue();
    }

    void refuse(String reason) {
        if (mistake == null) {
            mistake = reason;
        }
    }
}
