package io.linklog.cli.importing.tools;

import io.linklog.cli.options.Failure;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Links that do not simply redirect; the names are those of the option. */
public enum Inclusion {
    /** Needs a password, which {@code --passwords} must have. */
    protected_(
            "protected",
            "is protected by a password, which no export holds",
            " and --passwords FILE, a CSV file with the columns code and password"),
    /** Becomes a deleted link. */
    banned("banned", "is banned", Inclusion.DELETED),
    /** Becomes a deleted link. */
    archived("archived", "is archived", Inclusion.DELETED),
    /** Keeps its end. */
    expired("expired", "has expired", "; it keeps its validUntil");

    private static final String DELETED = "; it becomes a deleted link, so that nobody gets its code";

    private final String title;
    private final String what;
    private final String consequence;

    Inclusion(String title, String what, String consequence) {
        this.title = title;
        this.what = what;
        this.consequence = consequence;
    }

    /**
     * Why a link is refused, and what takes it.
     *
     * @param missing kinds that the link is of and the caller has not included; at least one
     * @param included kinds that the caller has
     */
    static String advice(Set<Inclusion> missing, Set<Inclusion> included) {
        Set<Inclusion> all = EnumSet.copyOf(missing);
        all.addAll(included);
        return joined(missing, kind -> kind.what, " and ") + ": run again with --include "
                + joined(all, kind -> kind.title, ",") + joined(missing, kind -> kind.consequence, "");
    }

    private static String joined(Set<Inclusion> kinds, Function<Inclusion, String> text, String between) {
        return kinds.stream().map(text).distinct().collect(Collectors.joining(between));
    }

    @Override
    public String toString() {
        return title;
    }

    /** @throws Failure when there is no kind with this name */
    static Inclusion named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.title.equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        2, "--include takes protected, banned, archived and expired, not \"" + name + "\".", null));
    }
}
