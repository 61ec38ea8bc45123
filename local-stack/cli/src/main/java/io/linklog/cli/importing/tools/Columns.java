package io.linklog.cli.importing.tools;

import io.linklog.cli.options.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What each name of one file means: as the caller maps it, else as its tool does. Not thread-safe. */
final class Columns {

    /** What no other tool has beside a longUrl. */
    private static final Set<String> ONLY_OWN = Set.of("hasPassword", "dateEdited", "version");

    private final Tool tool;
    private final Map<String, Meaning> mapped;
    private final Map<String, Column> known = new HashMap<>();

    /**
     * A column of the file.
     *
     * @param meaning null: its values are not taken
     * @param dropped what the values are, for people
     */
    record Column(String name, @Nullable Meaning meaning, String dropped) {

        /** Whether it holds passwords, and not only whether there is one. */
        boolean hasPasswords() {
            String plain = Profile.plain(name);
            return plain.endsWith("password") && !plain.endsWith("haspassword");
        }
    }

    /**
     * @param mapped the meaning of names in small letters
     * @throws Failure when they say of Linklog's own export what it says itself
     */
    Columns(Tool tool, Map<String, Meaning> mapped) {
        if (tool == Tool.linklog && mapped.values().stream().anyMatch(Columns::isToldByOwnExport)) {
            throw new Failure(
                    2,
                    "Linklog's own export says itself what is closed; --column takes shortUrl, hasPassword, banned and"
                            + " archived for other tables. --from table reads the file as such a table.",
                    null);
        }
        this.tool = tool;
        this.mapped = mapped;
    }

    private static boolean isToldByOwnExport(Meaning meaning) {
        return meaning == Meaning.SHORT_URL || meaning.kind() == Meaning.Kind.MARK;
    }

    /** The column with this name; members of members are joined by dots. */
    Column of(String name) {
        Column column = known.get(name);
        if (column == null) {
            column = resolve(name);
            known.put(name, column);
        }
        return column;
    }

    /** Whether the caller maps any column. */
    boolean areMapped() {
        return !mapped.isEmpty();
    }

    private Column resolve(String name) {
        Meaning byHand = mapped.get(name.toLowerCase(Locale.ROOT));
        if (byHand != null) {
            return new Column(name, byHand, "");
        }
        String plain = Profile.plain(name);
        Meaning meaning = tool.profile().meaning(plain);
        String dropped = tool.profile().dropped(plain);
        // what the caller maps has only the column that he names; but one mark is enough to close a link
        boolean replaced = meaning != null && meaning.kind() != Meaning.Kind.MARK && mapped.containsValue(meaning);
        if (meaning != null && !replaced) {
            return new Column(name, meaning, "");
        }
        return new Column(name, null, dropped != null ? dropped : "column \"" + name + "\"");
    }

    /**
     * The tool that writes such names.
     *
     * @return null for names that no tool has
     * @throws Failure when several tools have them
     */
    static @Nullable Tool recognise(Collection<String> names) {
        if (isOwn(names)) {
            return Tool.linklog;
        }
        Set<String> plain = new HashSet<>();
        names.forEach(name -> plain.add(Profile.plain(name)));
        plain.remove("");
        List<Tool> fitting = new ArrayList<>();
        List<Tool> exact = new ArrayList<>();
        for (Tool tool : Tool.values()) {
            if (tool.profile().matches(plain)) {
                fitting.add(tool);
                if (plain.stream().allMatch(tool.profile()::knows)) {
                    exact.add(tool);
                }
            }
        }
        if (exact.size() == 1 || fitting.size() == 1) {
            return exact.size() == 1 ? exact.get(0) : fitting.get(0);
        }
        if (!fitting.isEmpty()) {
            String tools = String.join(" and ", fitting.stream().map(Enum::name).toList());
            throw new Failure(
                    2,
                    "The header fits the exports of " + tools + ". Say which it is: --from " + fitting.get(0) + ".",
                    null);
        }
        return names.stream().anyMatch("longUrl"::equalsIgnoreCase) ? Tool.linklog : null;
    }

    /** Whether names are those of Linklog's own export, whatever stands beside them, or of its requests alone. */
    static boolean isOwn(Collection<String> names) {
        return names.stream().anyMatch("longUrl"::equalsIgnoreCase)
                && (names.stream().anyMatch(name -> ONLY_OWN.stream().anyMatch(name::equalsIgnoreCase))
                        || names.stream().allMatch(name -> name.isEmpty() || OwnFields.canonical(name) != null));
    }
}
