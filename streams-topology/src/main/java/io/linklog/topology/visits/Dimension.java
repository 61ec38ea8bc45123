package io.linklog.topology.visits;

import io.linklog.schemas.Visit;
import io.linklog.schemas.VisitKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The properties by which totals are broken down. */
enum Dimension {
    REFERRER(Visit::getReferrer),
    BROWSER(Visit::getBrowser),
    OS(Visit::getOs),
    DEVICE(visit -> visit.getDevice().name()),
    COUNTRY(Visit::getCountry),
    CITY(Visit::getCity),
    BOT(Visit::getBot),
    KIND(visit -> visit.getKind().name());

    /** All dimensions; {@code values()} copies its array at each call. */
    static final List<Dimension> ALL = List.of(values());

    /** Stands for an unknown value. */
    static final String NOT_KNOWN = "";

    // query-service writes shorter values; a foreign writer must not cause a record that is too long for the broker
    private static final int LONGEST_VALUE = 255;

    private final Function<Visit, @Nullable String> value;

    /** The name of the dimension in the record. */
    final String key = name().toLowerCase(Locale.ROOT);

    Dimension(Function<Visit, @Nullable String> value) {
        this.value = value;
    }

    /** The value of a visit in each dimension, in the order of {@link #ALL}; null where the visit does not count. */
    static List<@Nullable String> valuesOf(Visit visit) {
        List<@Nullable String> values = new ArrayList<>(values().length);
        for (Dimension dimension : ALL) {
            values.add(dimension.isOf(visit) ? truncate(dimension.value.apply(visit)) : null);
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

    private static String truncate(@Nullable String text) {
        if (text == null) {
            return NOT_KNOWN;
        }
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE);
    }
}
