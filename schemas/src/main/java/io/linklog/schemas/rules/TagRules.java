package io.linklog.schemas.rules;

import io.linklog.schemas.rules.LinkRules.Mistake;
import java.util.HashSet;
import java.util.List;

/** The rules for the tags of a link. */
final class TagRules {

    private TagRules() {}

    static void check(List<String> tags, List<Mistake> mistakes) {
        if (tags.isEmpty()) {
            return;
        }
        if (tags.size() > LinkRules.MOST_TAGS) {
            mistakes.add(new Mistake("tags", "must be at most " + LinkRules.MOST_TAGS));
            return;
        }
        for (String tag : tags) {
            if (tag.isBlank() || tag.length() > LinkRules.LONGEST_TAG) {
                mistakes.add(new Mistake("tags", "must each have 1 to " + LinkRules.LONGEST_TAG + " characters"));
                return;
            }
            if (!PlainText.isPlain(tag)) {
                mistakes.add(new Mistake("tags", "must not contain control characters"));
                return;
            }
        }
        if (new HashSet<>(tags).size() < tags.size()) {
            mistakes.add(new Mistake("tags", "must not contain a tag twice"));
        }
    }
}
