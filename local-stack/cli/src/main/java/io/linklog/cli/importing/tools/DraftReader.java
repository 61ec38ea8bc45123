package io.linklog.cli.importing.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.importing.reading.Row;
import io.linklog.cli.importing.tools.Columns.Column;
import io.linklog.cli.importing.values.BadValue;
import io.linklog.cli.importing.values.DateOrder;
import io.linklog.cli.options.Failure;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a link from a row under the names of a tool. Not thread-safe. */
final class DraftReader {

    private final Tool tool;
    private final Columns columns;
    private final Cells cells;
    private final boolean ignoreUnknown;
    private final Function<String, @Nullable DateOrder> orders;
    private final Notes notes;

    /** @param orders gives the order of day and month in the column with this name */
    DraftReader(
            Tool tool,
            Columns columns,
            Cells cells,
            boolean ignoreUnknown,
            Function<String, @Nullable DateOrder> orders,
            Notes notes) {
        this.tool = tool;
        this.columns = columns;
        this.cells = cells;
        this.ignoreUnknown = ignoreUnknown;
        this.orders = orders;
        this.notes = notes;
    }

    /**
     * Checks the header of a table.
     *
     * @throws Failure when it has no target, an unknown name among Linklog's own, or a name twice
     */
    void check(List<String> header) {
        boolean target = false;
        for (int i = 0; i < header.size(); i++) {
            String name = header.get(i);
            Column column = columns.of(name);
            target |= column.meaning() == Meaning.LONG_URL;
            String own = OwnFields.canonical(name);
            boolean unknown = column.meaning() == null && own == null && !name.isEmpty();
            if (tool == Tool.linklog && unknown && !ignoreUnknown && !columns.areMapped()) {
                String message = "The header has the unknown column \"%s\"; known columns are %s. --column FIELD=NAME"
                        + " says what a column is, --ignore-unknown passes over the others.";
                throw new Failure(2, message.formatted(name, OwnFields.known()), null);
            }
            boolean again = header.subList(0, i).stream().anyMatch(name::equalsIgnoreCase);
            if (again && !name.isEmpty()) {
                throw new Failure(2, "The header names the column " + (own == null ? name : own) + " twice.", null);
            }
        }
        if (!target) {
            throw new Failure(
                    2,
                    "The first line must name the columns, and longUrl must be one of them. --column longUrl=NAME says"
                            + " which column holds the targets; --format urls reads a list of URLs.",
                    null);
        }
    }

    Draft read(Row row) {
        Draft draft = new Draft();
        each(row, (column, value) -> member(column, value, draft));
        return draft;
    }

    /** Hands over the values of a row that are not null; of members of members each by itself. */
    void each(Row row, BiConsumer<Column, JsonNode> taker) {
        members("", row.members(), taker);
    }

    private void members(String prefix, ObjectNode members, BiConsumer<Column, JsonNode> taker) {
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            String name = prefix.isEmpty() ? member.getKey() : prefix + "." + member.getKey();
            boolean whole = tool.hasOwnNames() && OwnFields.canonical(name) != null;
            if (member.getValue() instanceof ObjectNode inner && !whole) {
                members(name, inner, taker);
            } else if (!member.getValue().isNull()) {
                taker.accept(columns.of(name), member.getValue());
            }
        }
    }

    private void member(Column column, JsonNode value, Draft draft) {
        Meaning meaning = column.meaning();
        if (meaning == null || tool == Tool.linklog && isOfExport(meaning)) {
            String own = tool.hasOwnNames() ? OwnFields.canonical(column.name()) : null;
            if (own != null) {
                draft.fields.set(own, value);
            } else if (Cells.says(value)) {
                notes.count("not taken: " + column.dropped());
            }
            return;
        }
        try {
            set(meaning, column, value, draft);
        } catch (BadValue e) {
            draft.refuse(column.name() + " " + e.getMessage());
        }
    }

    /** Fields of Linklog's own export that say nothing about a new link, or that {@code LinkFields} judges. */
    private static boolean isOfExport(Meaning meaning) {
        return meaning == Meaning.SHORT_URL || meaning == Meaning.PROTECTED;
    }

    private void set(Meaning meaning, Column column, JsonNode value, Draft draft) throws BadValue {
        switch (meaning) {
            case SHORT_URL -> draft.addShortUrls(value);
            case PROTECTED ->
                mark(Inclusion.protected_, column.hasPasswords() ? Cells.isPassword(value) : Cells.says(value), draft);
            case BANNED -> mark(Inclusion.banned, Cells.says(value), draft);
            case ARCHIVED -> mark(Inclusion.archived, Cells.says(value), draft);
            case NOTHING -> {}
            default -> {
                JsonNode read = cells.value(meaning, value, orders.apply(column.name()), notes);
                if (read != null && !draft.fields.has(meaning.field())) {
                    draft.fields.set(meaning.field(), read);
                }
            }
        }
    }

    private static void mark(Inclusion state, boolean marked, Draft draft) {
        if (marked) {
            draft.states.add(state);
        }
    }
}
