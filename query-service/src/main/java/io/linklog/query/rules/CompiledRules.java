package io.linklog.query.rules;

import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.conditions.Condition;
import io.linklog.schemas.conditions.InvalidConditionException;
import io.linklog.schemas.conditions.Visitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one version of a link, read once. Immutable and thread-safe. */
public final class CompiledRules {

    private static final Condition[] NEVER = {visitor -> false};

    private final Condition[][] rules;

    private CompiledRules(Condition[][] rules) {
        this.rules = rules;
    }

    /**
     * Reads rules. One with a condition that cannot be read never holds: a later version may have written it, and to
     * lead a visitor elsewhere than its conditions say would be worse.
     */
    public static CompiledRules of(List<RedirectRule> rules) {
        Condition[][] read = new Condition[rules.size()][];
        for (int i = 0; i < read.length; i++) {
            Condition[] conditions = read(rules.get(i));
            read[i] = conditions == null || conditions.length == 0 ? NEVER : conditions;
        }
        return new CompiledRules(read);
    }

    /** The number of the first rule whose conditions all hold, from 1; 0 for none. */
    public int first(Visitor visitor) {
        for (int i = 0; i < rules.length; i++) {
            if (allHold(rules[i], visitor)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean allHold(Condition[] conditions, Visitor visitor) {
        for (Condition condition : conditions) {
            if (!condition.holds(visitor)) {
                return false;
            }
        }
        return true;
    }

    private static Condition @Nullable [] read(RedirectRule rule) {
        List<RuleCondition> written = rule.getConditions();
        Condition[] conditions = new Condition[written.size()];
        try {
            for (int i = 0; i < conditions.length; i++) {
                RuleCondition each = written.get(i);
                conditions[i] =
                        Condition.read(each.getType(), each.getMatchKey(), each.getMatchValue(), rule.getLongUrl());
            }
            return conditions;
        } catch (InvalidConditionException e) {
            return null;
        }
    }
}
