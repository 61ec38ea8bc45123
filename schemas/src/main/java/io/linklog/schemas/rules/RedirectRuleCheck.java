package io.linklog.schemas.rules;

import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.conditions.Condition;
import io.linklog.schemas.conditions.InvalidConditionException;
import io.linklog.schemas.rules.LinkRules.Mistake;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The rules for redirect rules. */
final class RedirectRuleCheck {

    static final String FIELD = "redirectRules";

    private static final int MOST_RULES = 50;
    private static final int MOST_CONDITIONS = 10;
    private static final int LONGEST_TEXT = 255;
    // every instance keeps the links that are visited in memory: rules may make one a few times as large, not more
    private static final int MOST_CHARACTERS = 16 * 1024;

    private RedirectRuleCheck() {}

    /** @param targetMistake the mistake in a target; empty for none */
    static void check(
            List<RedirectRule> rules, Function<String, Optional<String>> targetMistake, List<Mistake> mistakes) {
        if (rules.size() > MOST_RULES) {
            add(mistakes, "must be at most " + MOST_RULES);
            return;
        }
        int characters = 0;
        for (int i = 0; i < rules.size(); i++) {
            RedirectRule rule = rules.get(i);
            String name = "rule " + (i + 1);
            characters += rule.getLongUrl().length();
            targetMistake.apply(rule.getLongUrl()).ifPresent(mistake -> add(mistakes, name + ": longUrl " + mistake));
            List<RuleCondition> conditions = rule.getConditions();
            if (conditions.isEmpty() || conditions.size() > MOST_CONDITIONS) {
                add(mistakes, name + ": conditions must be 1 to " + MOST_CONDITIONS);
                continue;
            }
            for (int j = 0; j < conditions.size(); j++) {
                RuleCondition condition = conditions.get(j);
                characters += length(condition.getMatchKey()) + length(condition.getMatchValue());
                String mistake = mistake(condition, rule.getLongUrl());
                if (mistake != null) {
                    add(mistakes, name + ", condition " + (j + 1) + ": " + mistake);
                }
            }
        }
        if (characters > MOST_CHARACTERS) {
            add(mistakes, "must have at most " + MOST_CHARACTERS + " characters together, have " + characters);
        }
    }

    private static @Nullable String mistake(RuleCondition condition, String target) {
        if (!isText(condition.getMatchKey()) || !isText(condition.getMatchValue())) {
            return "matchKey and matchValue must have at most " + LONGEST_TEXT
                    + " characters each, and no control characters";
        }
        try {
            Condition.read(condition.getType(), condition.getMatchKey(), condition.getMatchValue(), target);
            return null;
        } catch (InvalidConditionException e) {
            return e.getMessage();
        }
    }

    private static boolean isText(@Nullable String text) {
        return text == null || (text.length() <= LONGEST_TEXT && PlainText.isPlain(text));
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static void add(List<Mistake> mistakes, String problem) {
        mistakes.add(new Mistake(FIELD, problem));
    }
}
