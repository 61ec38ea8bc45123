package io.linklog.schemas.conditions;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One condition of a redirect rule, read. Immutable and thread-safe. */
@FunctionalInterface
public interface Condition {

    /** Whether a visitor meets the condition. */
    boolean holds(Visitor visitor);

    /**
     * Reads a condition.
     *
     * @param type one of {@link ConditionType}, by its name in the API
     * @param key null or empty for none
     * @param value null or empty for none
     * @param target of the rule; visitors are drawn for each target anew
     * @throws InvalidConditionException if the type is unknown, or has no such key or value
     */
    static Condition read(String type, @Nullable String key, @Nullable String value, String target)
            throws InvalidConditionException {
        ConditionType known = ConditionType.byName(type);
        if (known == null) {
            throw new InvalidConditionException("type must be one of "
                    + Arrays.stream(ConditionType.values())
                            .map(each -> each.text)
                            .collect(Collectors.joining(", ")));
        }
        return known.read(key == null ? "" : key, value == null ? "" : value, target);
    }
}
