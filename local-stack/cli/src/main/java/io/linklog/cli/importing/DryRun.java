package io.linklog.cli.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.cli.importing.formats.LinkSource;
import io.linklog.cli.importing.formats.SourceLine;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.RedirectRule;
import io.linklog.schemas.rules.GivenUrl;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.LongUrls;
import io.linklog.schemas.view.RuleView;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks lines by the rules of the service, and sends nothing. */
final class DryRun {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LinkRules rules;

    /** @param longestTarget of the service, in characters of its percent-encoded form */
    DryRun(int longestTarget) {
        this.rules = new LinkRules(new LongUrls(longestTarget, target -> Optional.empty()));
    }

    /** Reports each line of a source. */
    void check(LinkSource source, ImportReport report) throws IOException {
        for (SourceLine line = source.next(); line != null; line = source.next()) {
            String mistakes = line.link() == null ? "" : mistakes(line.link());
            report.add(line, mistakes.isEmpty() ? LineResult.unsent(line) : LineResult.refused(mistakes));
        }
    }

    private String mistakes(ObjectNode link) {
        List<String> tags =
                link.path("tags").valueStream().map(JsonNode::textValue).toList();
        List<RedirectRule> redirects;
        try {
            redirects = Arrays.stream(JSON.treeToValue(link.withArray("redirectRules"), RuleView[].class))
                    .map(RuleView::toRule)
                    .toList();
        } catch (JsonProcessingException e) {
            return "redirectRules must be a list of rules, each with longUrl and conditions";
        }
        LinkAttributes attributes = new LinkAttributes(
                GivenUrl.trimmed(link.path("longUrl").asText()),
                link.path("title").textValue(),
                tags,
                time(link.path("validSince").textValue()),
                time(link.path("validUntil").textValue()),
                link.has("maxVisits") ? (Long) link.path("maxVisits").longValue() : null,
                link.path("redirectStatus").asInt(302),
                link.path("forwardQuery").asBoolean(true),
                link.path("crawlable").asBoolean(false),
                redirects,
                null,
                link.path("description").textValue(),
                link.path("imageUrl").textValue());
        CreateLink create = new CreateLink(
                link.path("customSlug").textValue(),
                link.path("findIfExists").asBoolean(false),
                attributes,
                null,
                new LinkOrigin(
                        time(link.path("dateCreated").textValue()),
                        link.path("baseVisits").longValue()));
        return rules
                .mistakes(
                        new LinkCommand("dry-run", "default", null, null, 0, 0, create, List.of(), null, null),
                        Instant.now())
                .stream()
                .map(Object::toString)
                .collect(Collectors.joining("; "));
    }

    private static @Nullable Instant time(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
