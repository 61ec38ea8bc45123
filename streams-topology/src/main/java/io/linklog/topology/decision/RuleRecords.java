package io.linklog.topology.decision;

import io.linklog.schemas.RuleCondition;
import io.linklog.topology.domain.RedirectRule;
import java.util.ArrayList;
import java.util.List;

/** Converts redirect rules between the Avro records and the values of the domain. */
final class RuleRecords {

    private RuleRecords() {}

    static List<RedirectRule> read(List<io.linklog.schemas.RedirectRule> records) {
        if (records.isEmpty()) {
            return List.of();
        }
        List<RedirectRule> rules = new ArrayList<>(records.size());
        for (io.linklog.schemas.RedirectRule record : records) {
            List<RedirectRule.Condition> conditions =
                    new ArrayList<>(record.getConditions().size());
            for (RuleCondition condition : record.getConditions()) {
                conditions.add(new RedirectRule.Condition(
                        condition.getType(), condition.getMatchKey(), condition.getMatchValue()));
            }
            rules.add(new RedirectRule(record.getLongUrl(), conditions));
        }
        return rules;
    }

    static List<io.linklog.schemas.RedirectRule> write(List<RedirectRule> rules) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<io.linklog.schemas.RedirectRule> records = new ArrayList<>(rules.size());
        for (RedirectRule rule : rules) {
            List<RuleCondition> conditions = new ArrayList<>(rule.conditions().size());
            for (RedirectRule.Condition condition : rule.conditions()) {
                conditions.add(new RuleCondition(condition.type(), condition.matchKey(), condition.matchValue()));
            }
            records.add(new io.linklog.schemas.RedirectRule(rule.longUrl(), conditions));
        }
        return records;
    }
}
