package io.linklog.schemas.conditions;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The types of conditions. The first eleven mean what they mean in Shlink 5; a value that Shlink's server takes for
 * empty although it is not, as {@code 0}, is a value here.
 */
public enum ConditionType {
    DEVICE("device") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            Device wanted = oneOf(Device.values(), value);
            return visitor -> visitor.isOn(wanted);
        }
    },
    LANGUAGE("language") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            Languages.Range wanted = Languages.range(value);
            return visitor -> wanted.matchesAny(visitor.languages());
        }
    },
    QUERY_PARAM("query-param") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            require("matchKey", key, "the name of a query parameter");
            require("matchValue", value, "the value of the query parameter; valueless-query-param is for none");
            return visitor -> value.equals(visitor.parameter(key));
        }
    },
    ANY_VALUE_QUERY_PARAM("any-value-query-param") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            require("matchKey", key, "the name of a query parameter");
            refuse("matchValue", value);
            return visitor -> visitor.parameter(key) != null;
        }
    },
    VALUELESS_QUERY_PARAM("valueless-query-param") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            require("matchKey", key, "the name of a query parameter");
            refuse("matchValue", value);
            return visitor -> "".equals(visitor.parameter(key));
        }
    },
    IP_ADDRESS("ip-address") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            AddressRange range = AddressRange.read(value);
            return visitor -> range.contains(visitor.address());
        }
    },
    GEOLOCATION_COUNTRY_CODE("geolocation-country-code") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            if (value.length() != 2 || !value.chars().allMatch(c -> (c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
                throw new InvalidConditionException("matchValue must be a country code of two letters, like DE");
            }
            return visitor -> value.equalsIgnoreCase(visitor.country());
        }
    },
    GEOLOCATION_CITY_NAME("geolocation-city-name") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            require("matchValue", value, "the English name of a city");
            return visitor -> value.equalsIgnoreCase(visitor.city());
        }
    },
    BEFORE_DATE("before-date") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            long date = millis(value);
            return visitor -> visitor.nowMillis() < date;
        }
    },
    AFTER_DATE("after-date") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            long date = millis(value);
            return visitor -> visitor.nowMillis() > date;
        }
    },
    BROWSER("browser") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            Browser wanted = oneOf(Browser.values(), value);
            return visitor -> visitor.browser() == wanted;
        }
    },
    REFERRER("referrer") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            HostRange range = HostRange.read(value);
            return visitor -> range.contains(visitor.referrer());
        }
    },
    TIME("time") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            WeekTime span = WeekTime.read(key, value);
            return visitor -> span.contains(visitor.nowMillis());
        }
    },
    PERCENTAGE("percentage") {
        @Override
        Condition read(String key, String value, String target) throws InvalidConditionException {
            refuse("matchKey", key);
            Share share = Share.read(value, target);
            return visitor -> share.contains(visitor.draw());
        }
    };

    private static final Map<String, ConditionType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(type -> type.text, Function.identity()));

    /** The type's name in the API. */
    final String text;

    ConditionType(String text) {
        this.text = text;
    }

    static @Nullable ConditionType byName(String text) {
        return BY_NAME.get(text);
    }

    /**
     * Reads a condition of this type.
     *
     * @param key empty for none
     * @param value empty for none
     */
    abstract Condition read(String key, String value, String target) throws InvalidConditionException;

    private static void refuse(String field, String text) throws InvalidConditionException {
        if (!text.isEmpty()) {
            throw new InvalidConditionException(field + " must be left out for this type");
        }
    }

    private static void require(String field, String text, String what) throws InvalidConditionException {
        if (text.isEmpty()) {
            throw new InvalidConditionException(field + " must be " + what);
        }
    }

    private static <T extends Enum<T>> T oneOf(T[] values, String text) throws InvalidConditionException {
        for (T value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
                return value;
            }
        }
        throw new InvalidConditionException("matchValue must be one of "
                + Arrays.stream(values)
                        .map(value -> value.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    private static long millis(String text) throws InvalidConditionException {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidConditionException("matchValue must be an RFC 3339 time, like 2026-12-31T23:59:59Z");
        }
    }
}
