package io.linklog.cli.importing.tools;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that one tool gives to what a link has. Names are compared by their letters and digits in small letters, so
 * that {@code Long URL} and {@code long_url} are one; members of members are joined.
 */
final class Profile {

    private final Map<String, Meaning> meanings = new HashMap<>();
    private final Map<String, String> dropped = new HashMap<>();
    private final List<List<Set<String>>> signatures = new ArrayList<>();
    private String tagSeparators = ",";

    /** A file is of this tool if its names have one of each set. */
    @SafeVarargs
    final Profile signature(Set<String>... names) {
        signatures.add(List.of(names));
        return this;
    }

    Profile tags(String separators) {
        tagSeparators = separators;
        return this;
    }

    Profile has(Meaning meaning, String... names) {
        for (String name : names) {
            meanings.put(name, meaning);
        }
        return this;
    }

    /** Names of values that are not taken, and what they are, for people. */
    Profile drops(String what, String... names) {
        for (String name : names) {
            dropped.put(name, what);
        }
        return this;
    }

    boolean matches(Set<String> names) {
        return signatures.stream()
                .anyMatch(sets -> sets.stream().allMatch(set -> set.stream().anyMatch(names::contains)));
    }

    boolean knows(String name) {
        return meanings.containsKey(name) || dropped.containsKey(name);
    }

    @Nullable
    Meaning meaning(String name) {
        return meanings.get(name);
    }

    /** What a value that is not taken is, for people; null for a name that the tool does not use. */
    @Nullable
    String dropped(String name) {
        return dropped.get(name);
    }

    /** The characters of which each ends a tag in a cell; empty where a cell is one tag. */
    String tagSeparators() {
        return tagSeparators;
    }

    static String plain(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (Character.isLetterOrDigit(name.charAt(i))) {
                plain.append(name.charAt(i));
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }
}
