package io.linklog.schemas.view;

import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A redirect rule as the API shows it, and as tables keep it. */
public record RuleView(String longUrl, List<ConditionView> conditions) {

    /** A condition of a rule. */
    public record ConditionView(
            String type,
            @Nullable String matchKey,
            @Nullable String matchValue) {}

    /** The views of rules, in their order. */
    public static List<RuleView> of(List<RedirectRule> rules) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<RuleView> views = new ArrayList<>(rules.size());
        for (RedirectRule rule : rules) {
            List<ConditionView> conditions =
                    new ArrayList<>(rule.getConditions().size());
            for (RuleCondition condition : rule.getConditions()) {
                conditions.add(
                        new ConditionView(condition.getType(), condition.getMatchKey(), condition.getMatchValue()));
            }
            views.add(new RuleView(rule.getLongUrl(), conditions));
        }
        return views;
    }

    /** The rule that this is the view of. */
    public RedirectRule toRule() {
        List<RuleCondition> made = new ArrayList<>(conditions.size());
        for (ConditionView condition : conditions) {
            made.add(new RuleCondition(condition.type, condition.matchKey, condition.matchValue));
        }
        return new RedirectRule(longUrl, made);
    }
}
