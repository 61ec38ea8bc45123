package io.linklog.cli.importing.values;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Truth values, as spreadsheets write them in several languages. */
public final class Truth {

    private static final Set<String> TRUE = Set.of(
            "true", "yes", "1", "t", "y", "wahr", "ja", "vrai", "oui", "verdadero", "sí", "si", "vero", "verdadeiro");
    private static final Set<String> FALSE =
            Set.of("false", "no", "0", "f", "n", "falsch", "nein", "faux", "non", "falso", "não");

    private Truth() {}

    /** The value that a text means; null for another text. */
    public static @Nullable Boolean parse(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return TRUE.contains(word) ? Boolean.TRUE : FALSE.contains(word) ? Boolean.FALSE : null;
    }

    /** Whether the cell of a password has one: 0 and no may be passwords, so that only false and nothing are none. */
    public static boolean isPassword(String text) {
        return !text.isEmpty() && !text.equalsIgnoreCase("false");
    }
}
