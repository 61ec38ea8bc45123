package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row on its way to a request: the fields of the API, and what decides whether they are sent. */
final class Draft {

    final ObjectNode fields;
    final Set<Inclusion> states = EnumSet.noneOf(Inclusion.class);

    @Nullable
    String shortUrl;

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
