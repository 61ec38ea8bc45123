package io.linklog.mesh.keys;

import java.util.Locale;

/** What a key may do in its tenant. Each role includes those before it. */
public enum Role {
    /** Reads links, statistics and events. */
    READER,
    /** Makes links; edits, deletes and restores those that it made. */
    AUTHOR,
    /** Edits, deletes and restores all links. */
    EDITOR,
    /** Makes and revokes keys, and changes the settings of its tenant. */
    ADMIN;

    /**
     * Reads a role.
     *
     * @param text the role in lower case
     * @throws IllegalArgumentException if there is no such role; the message names all
     */
    public static Role parse(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("a role is one of reader, author, editor, admin");
    }

    /** The role in lower case, as people and the API write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this role may do all that the other may. No key may give a role that its own does not include. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
