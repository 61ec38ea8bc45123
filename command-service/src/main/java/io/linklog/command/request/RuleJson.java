package io.linklog.command.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.RuleCondition;
import io.linklog.schemas.rules.GivenUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the redirect rules of one body. A mistake names the number of the rule and of the condition, both from 1.
 * Confined to one thread.
 */
final class RuleJson {

    private static final Set<String> OF_CONDITION = Set.of("type", "matchKey", "matchValue");

    private final JsonParser parser;
    private final LinkBody body;
    private final List<RedirectRule> rules = new ArrayList<>();
    private boolean mistaken;

    /** @param parser at the begin of the array */
    RuleJson(JsonParser parser, LinkBody body) {
        this.parser = parser;
        this.body = body;
    }

    /** Reads to the end of the array. The body gets the rules, or the mistakes in their form. */
    void read() throws IOException {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            readRule("rule " + (rules.size() + 1));
        }
        if (!mistaken) {
            body.set(LinkMember.REDIRECT_RULES, rules);
        }
    }

    private void readRule(String name) throws IOException {
        List<RuleCondition> conditions = new ArrayList<>();
        Map<String, String> texts = new HashMap<>();
        if (isObject(name)) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String member = parser.currentName();
                JsonToken token = parser.nextToken();
                if (member.equals("conditions") && token == JsonToken.START_ARRAY && conditions.isEmpty()) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        conditions.add(condition(name + ", condition " + (conditions.size() + 1)));
                    }
                } else if (member.equals("longUrl")) {
                    readText(name, member, token, texts);
                } else {
                    mistake(name, "must have only longUrl and a list of conditions, each once");
                    parser.skipChildren();
                }
            }
            require(name, "longUrl", texts);
        }
        rules.add(new RedirectRule(GivenUrl.trimmed(texts.getOrDefault("longUrl", "")), conditions));
    }

    private RuleCondition condition(String name) throws IOException {
        Map<String, String> texts = new HashMap<>();
        if (isObject(name)) {
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String member = parser.currentName();
                JsonToken token = parser.nextToken();
                if (!OF_CONDITION.contains(member)) {
                    mistake(name, "must have only type, matchKey and matchValue");
                    parser.skipChildren();
                } else if (token != JsonToken.VALUE_NULL) {
                    readText(name, member, token, texts);
                }
            }
            require(name, "type", texts);
        }
        return new RuleCondition(texts.getOrDefault("type", ""), texts.get("matchKey"), texts.get("matchValue"));
    }

    private void readText(String name, String member, JsonToken token, Map<String, String> texts) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            mistake(name, member + " must be a text in double quotes");
            parser.skipChildren();
            texts.putIfAbsent(member, "");
        } else if (texts.putIfAbsent(member, parser.getText()) != null) {
            mistake(name, member + " must be given once only");
        }
        if (!member.equals("longUrl") && !member.equals("type")) {
            texts.remove(member, ""); // as Shlink's clients write it: an empty text is none
        }
    }

    private boolean isObject(String name) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return true;
        }
        mistake(name, "must be a JSON object");
        parser.skipChildren();
        return false;
    }

    private void require(String name, String member, Map<String, String> texts) {
        if (!texts.containsKey(member)) {
            mistake(name, member + " is required");
        }
    }

    private void mistake(String name, String problem) {
        mistaken = true;
        body.mistake(LinkMember.REDIRECT_RULES, name + ": " + problem);
    }
}
