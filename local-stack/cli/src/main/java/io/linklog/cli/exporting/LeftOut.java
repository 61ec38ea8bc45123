package io.linklog.cli.exporting;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Counts the links that an export leaves out, because no import makes them again as they are. Not thread-safe. */
final class LeftOut {

    private enum Kind {
        DELETED("deleted"),
        TAKEN_DOWN("taken down"),
        PROTECTED("with a password");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    /** Whether a link is left out; then it counts. */
    boolean takes(JsonNode link) {
        if (link.has("takedown")) {
            return count(Kind.TAKEN_DOWN);
        }
        if (link.path("state").asText().equals("DELETED")) {
            return count(Kind.DELETED);
        }
        return link.path("hasPassword").asBoolean() && count(Kind.PROTECTED);
    }

    private boolean count(Kind kind) {
        counts.merge(kind, 1L, Long::sum);
        return true;
    }

    /** For people; empty if none was left out. */
    Optional<String> sentence() {
        return counts.isEmpty()
                ? Optional.empty()
                : Optional.of(counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey().words)
                        .collect(Collectors.joining(", ", "Left out: ", ". --all includes them.")));
    }
}
