package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linklog.cli.importing.reading.Blanks;
import io.linklog.cli.importing.values.BadValue;
import io.linklog.cli.importing.values.DateOrder;
import io.linklog.cli.importing.values.Dates;
import io.linklog.cli.importing.values.Numbers;
import io.linklog.cli.importing.values.Truth;
import io.linklog.cli.linkfile.TagCell;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the value of a field from a cell, or from a member of JSON. Not thread-safe. */
final class Cells {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper RULES = new ObjectMapper();
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n|[\\n\\r\\u0085\\u2028\\u2029\\t]");

    private final boolean own;
    private final String tagSeparators;
    private final boolean tagsByHand;
    private final Dates dates;

    /**
     * @param own whether the file has Linklog's own notation, in which blanks around a title are a part of it
     * @param tagsByHand whether the caller named the separators
     */
    Cells(boolean own, String tagSeparators, boolean tagsByHand, Dates dates) {
        this.own = own;
        this.tagSeparators = tagSeparators;
        this.tagsByHand = tagsByHand;
        this.dates = dates;
    }

    /**
     * The value in the API's type. A text that is none stays a text, which is refused later.
     *
     * @return null for an empty cell
     */
    @Nullable
    JsonNode value(Meaning meaning, JsonNode cell, @Nullable DateOrder order, Notes notes) throws BadValue {
        if (meaning.kind() == Meaning.Kind.TAGS) {
            return tags(cell, notes);
        }
        if (cell.isContainerNode()) {
            return cell.isEmpty() ? null : cell;
        }
        if (meaning.kind() == Meaning.Kind.TITLE) {
            String title = LINE_BREAK.matcher(cell.asText()).replaceAll(" ");
            String bare = own ? title : Blanks.strip(title);
            return bare.isEmpty() && !own ? null : JSON.textNode(bare);
        }
        String text = text(cell);
        if (text.isEmpty()) {
            return null;
        }
        return switch (meaning.kind()) {
            case TIME -> time(text, order, false);
            case LAST_TIME -> time(text, order, true);
            case NUMBER -> number(meaning, text);
            case FLAG -> flag(text);
            case RULES -> rules(text);
            default -> JSON.textNode(text);
        };
    }

    private @Nullable JsonNode time(String text, @Nullable DateOrder order, boolean lastMoment) throws BadValue {
        Instant time = dates.parse(text, order, lastMoment);
        return time == null ? null : JSON.textNode(time.toString());
    }

    private static @Nullable JsonNode number(Meaning meaning, String text) throws BadValue {
        Long number = Numbers.parse(text);
        if (number != null && number == 0 && meaning == Meaning.MAX_VISITS) {
            throw new BadValue("must be at least 1; leave it empty for no limit");
        }
        return number == null ? JSON.textNode(text) : JSON.numberNode(number);
    }

    private static JsonNode flag(String text) {
        Boolean flag = Truth.parse(text);
        return flag == null ? JSON.textNode(text) : JSON.booleanNode(flag);
    }

    private static JsonNode rules(String text) {
        try {
            return RULES.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.textNode(text);
        }
    }

    private @Nullable JsonNode tags(JsonNode cell, Notes notes) {
        Set<String> tags = new LinkedHashSet<>();
        if (cell.isArray()) {
            cell.forEach(tag ->
                    tags.add(Blanks.strip(tag.isObject() ? tag.path("name").asText() : tag.asText())));
        } else if (own && !tagsByHand) {
            String text = cell.asText();
            if (text.indexOf(',') >= 0 && text.indexOf(';') < 0 && text.indexOf('|') < 0) {
                notes.count("tags cell with a comma, which separates none here and makes one tag; if it should,"
                        + " say --tag-separator ,");
            }
            tags.addAll(TagCell.split(text));
        } else {
            split(cell.asText(), tags);
        }
        tags.remove("");
        ArrayNode array = JSON.arrayNode();
        tags.forEach(array::add);
        return array.isEmpty() ? null : array;
    }

    private void split(String text, Set<String> tags) {
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || tagSeparators.indexOf(text.charAt(i)) >= 0) {
                tags.add(Blanks.strip(text.substring(from, i)));
                from = i + 1;
            }
        }
    }

    static String text(JsonNode value) {
        return Blanks.strip(value.asText());
    }

    /** Whether the value of a column of passwords is one. */
    static boolean isPassword(JsonNode value) {
        return value.isContainerNode() ? !value.isEmpty() : Truth.isPassword(text(value));
    }

    /** Whether a value is more than an empty or a false one. */
    static boolean says(JsonNode value) {
        if (value.isContainerNode()) {
            return !value.isEmpty();
        }
        String text = text(value);
        return !text.isEmpty() && !Boolean.FALSE.equals(Truth.parse(text)) && !text.equalsIgnoreCase("null");
    }
}
