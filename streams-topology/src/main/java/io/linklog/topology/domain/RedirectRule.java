package io.linklog.topology.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leads visitors that meet all its conditions to a target of its own. */
public record RedirectRule(String longUrl, List<Condition> conditions) {

    public RedirectRule {
        conditions = List.copyOf(conditions);
    }

    /** What a visitor must meet. Its meaning does not matter to decisions. */
    public record Condition(
            String type,
            @Nullable String matchKey,
            @Nullable String matchValue) {}
}
