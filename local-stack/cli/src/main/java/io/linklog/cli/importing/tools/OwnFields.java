package io.linklog.cli.importing.tools;

import io.linklog.cli.importing.formats.LinkFields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Linklog's own names. */
final class OwnFields {

    private static final Set<String> NAMES = LinkFields.names();

    private OwnFields() {}

    /** A field of a link or of an export as the API spells it; null for another name. */
    static @Nullable String canonical(String name) {
        return NAMES.stream().filter(name::equalsIgnoreCase).findFirst().orElse(null);
    }

    /** The names of the fields of a request, for people. */
    static String known() {
        return LinkFields.known();
    }
}
