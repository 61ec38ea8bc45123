package io.linklog.kit.cassandra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.view.RuleView;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redirect rules as JSON in a column. */
final class RulesText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RulesText() {}

    /** Null for no rules. */
    static @Nullable String write(List<RedirectRule> rules) {
        if (rules.isEmpty()) {
            return null;
        }
        try {
            return JSON.writeValueAsString(RuleView.of(rules));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Texts and lists can be written as JSON", e);
        }
    }

    static List<RedirectRule> read(@Nullable String text) {
        if (text == null) {
            return List.of();
        }
        try {
            return Arrays.stream(JSON.readValue(text, RuleView[].class))
                    .map(RuleView::toRule)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A column of redirect rules has something else: " + text, e);
        }
    }
}
