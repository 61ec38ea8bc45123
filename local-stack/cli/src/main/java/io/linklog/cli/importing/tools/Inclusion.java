package io.linklog.cli.importing.tools;

import io.linklog.cli.options.Failure;
import java.util.Arrays;

/** Links that do not simply redirect; the names are those of the option. */
public enum Inclusion {
    /** Needs a password, which {@code --passwords} must have. */
    protected_(
            "protected",
            "is protected by a password, which no export holds: run again with --include protected and"
                    + " --passwords FILE, a CSV file with the columns code and password"),
    /** Becomes a deleted link. */
    banned(
            "banned",
            "is banned: run again with --include banned, which makes it a deleted link, so that nobody gets"
                    + " its code"),
    /** Becomes a deleted link. */
    archived(
            "archived",
            "is archived: run again with --include archived, which makes it a deleted link, so that nobody"
                    + " gets its code"),
    /** Keeps its end. */
    expired("expired", "has expired: run again with --include expired, which keeps its validUntil");

    private final String title;
    private final String advice;

    Inclusion(String title, String advice) {
        this.title = title;
        this.advice = advice;
    }

    /** Why a link of this kind is refused, and what takes it. */
    String advice() {
        return advice;
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
