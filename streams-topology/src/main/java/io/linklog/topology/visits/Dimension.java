package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What visits are told apart by. */
enum Dimension {
    REFERRER(Visit::getReferrer),
    BROWSER(Visit::getBrowser),
    OS(Visit::getOs),
    DEVICE(visit -> visit.getDevice().name()),
    COUNTRY(Visit::getCountry),
    CITY(Visit::getCity),
    BOT(Visit::getBot),
    KIND(visit -> visit.getKind().name());

    /** All of them: the compiler's own list is a copy at each call. */
    static final List<Dimension> ALL = List.of(values());

    /** What stands for a value that is not known. */
    static final String NOT_KNOWN = "";

    // whoever writes visits keeps values shorter; what a stranger writes must not make a record that no broker takes
    private static final int LONGEST_VALUE = 255;

    private final Function<Visit, @Nullable String> value;

    /** Its name in the record. */
    final String key = name().toLowerCase(Locale.ROOT);

    Dimension(Function<Visit, @Nullable String> value) {
        this.value = value;
    }

    /** What a visit counts under, by the place of the dimension; null where it does not count at all. */
    static List<@Nullable String> valuesOf(Visit visit) {
        List<@Nullable String> values = new ArrayList<>(values().length);
        for (Dimension dimension : ALL) {
            values.add(dimension.isOf(visit) ? cut(dimension.value.apply(visit)) : null);
        }
        return values;
    }

    private boolean isOf(Visit visit) {
        return switch (this) {
            case BOT -> visit.getBot() != null;
            case KIND -> visit.getKind() != VisitKind.REDIRECT;
            default -> true;
        };
    }

    private static String cut(@Nullable String text) {
        if (text == null) {
            return NOT_KNOWN;
        }
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE);
    }
}
