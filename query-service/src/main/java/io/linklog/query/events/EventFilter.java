package io.linklog.query.events;

import io.linklog.query.http.QueryParameters;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.rules.ShortCodes;
import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which events a stream tells. Immutable.
 *
 * @param codes only these; empty for any
 * @param tag only links that have it; null for any
 * @param types only these of {@link EventView#TYPES}; never empty
 */
public record EventFilter(Set<String> codes, @Nullable String tag, Set<String> types) {

    public static final int MOST_CODES = 50;

    static final Set<String> ALL_TYPES = Set.copyOf(EventView.TYPES);

    public EventFilter {
        codes = Set.copyOf(codes);
        types = Set.copyOf(types);
    }

    /** @throws io.linklog.kit.http.ProblemException for parameters that cannot be */
    static EventFilter of(QueryParameters parameters) {
        Set<String> codes = new LinkedHashSet<>(parameters.list("code", MOST_CODES));
        for (String code : codes) {
            if (!ShortCodes.isWellFormed(code)) {
                throw QueryParameters.mistake(
                        "The parameter code must be a code, or several with commas between: each has 1 to "
                                + ShortCodes.LONGEST + " letters, digits, - and _");
            }
        }
        Set<String> types = new LinkedHashSet<>(parameters.list("types", EventView.TYPES.size()));
        if (!EventView.TYPES.containsAll(types)) {
            throw QueryParameters.mistake("The parameter types must be some of " + String.join(", ", EventView.TYPES)
                    + ", with commas between");
        }
        return new EventFilter(
                codes, parameters.text("tag", LinkRules.LONGEST_TAG), types.isEmpty() ? ALL_TYPES : types);
    }

    /** Whether anything of a topic is told. */
    boolean wants(Topic topic) {
        return topic == Topics.VISITS
                ? types.contains(EventView.VISIT)
                : EventView.CHANGES.stream().anyMatch(types::contains);
    }

    /**
     * The partitions that have all that is told: of the log of links those of the codes; of the log of visits every
     * one, since a hot code's visits are spread.
     *
     * @param count of each topic
     */
    List<TopicPartition> partitions(int count) {
        Set<Integer> ofCodes = new LinkedHashSet<>();
        codes.forEach(code -> ofCodes.add(Topics.partition(code, count)));
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            if (wants(Topics.LINK_EVENTS) && (codes.isEmpty() || ofCodes.contains(partition))) {
                partitions.add(new TopicPartition(Topics.LINK_EVENTS.name(), partition));
            }
            if (wants(Topics.VISITS)) {
                partitions.add(new TopicPartition(Topics.VISITS.name(), partition));
            }
        }
        return partitions;
    }

    /** Whether a record of this key may be told: it is asked before the record is read. */
    boolean wantsKey(byte @Nullable [] key) {
        return codes.isEmpty() || (key != null && codes.contains(new String(key, StandardCharsets.UTF_8)));
    }

    /** Whether a change is told: also the one that takes the tag away. */
    boolean wants(LinkEvent event) {
        return types.contains(EventView.type(event))
                && (tag == null || EventView.tags(event).contains(tag));
    }
}
