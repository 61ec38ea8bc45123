package io.linklog.query.events;

import io.linklog.query.http.QueryParameters;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.names.ShortCodes;
import io.linklog.schemas.rules.LinkRules;
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
 * Which events a stream sends. Immutable.
 *
 * @param tenant only events of this tenant: the caller's. A foreign code gives an empty stream, like an unknown one
 * @param names only events of links with these names; empty for all
 * @param domain only events of this domain; null for all. With names it says nothing more: they contain it
 * @param tag only events of links with this tag; null for all
 * @param types only events of these types, see {@link EventView#TYPES}; never empty
 */
record EventFilter(
        String tenant,
        Set<String> names,
        @Nullable String domain,
        @Nullable String tag,
        Set<String> types) {

    static final int MOST_CODES = 50;

    static final Set<String> ALL_TYPES = Set.copyOf(EventView.TYPES);

    EventFilter {
        names = Set.copyOf(names);
        types = Set.copyOf(types);
    }

    /** @throws io.linklog.kit.http.ProblemException for invalid parameters */
    static EventFilter of(String tenant, QueryParameters parameters) {
        String domain = parameters.domain();
        Set<String> names = new LinkedHashSet<>();
        for (String code : parameters.list("code", MOST_CODES)) {
            String name = LinkName.text(domain, code);
            if (!LinkName.isWellFormed(name)) {
                throw QueryParameters.invalid(
                        "The parameter code must be one code or several, separated by commas; a code has "
                                + ShortCodes.FORM
                                + ". In a URL, write %2B for + and %26"
                                + " for &. On another domain than the default one, name the domain"
                                + " in the parameter domain, or write domain/code");
            }
            names.add(name);
        }
        Set<String> types = new LinkedHashSet<>(parameters.list("types", EventView.TYPES.size()));
        if (!EventView.TYPES.containsAll(types)) {
            throw QueryParameters.invalid("The parameter types must be some of " + String.join(", ", EventView.TYPES)
                    + ", separated by commas");
        }
        return new EventFilter(
                tenant,
                names,
                domain,
                parameters.text("tag", LinkRules.LONGEST_TAG),
                types.isEmpty() ? ALL_TYPES : types);
    }

    /** Whether the stream sends any event of a topic. */
    boolean matches(Topic topic) {
        return topic == Topics.VISITS
                ? types.contains(EventView.VISIT)
                : EventView.CHANGES.stream().anyMatch(types::contains);
    }

    /**
     * The partitions that can have matching events: those of the names in the log of links; every partition of the log
     * of visits, because visits of a hot code are spread.
     *
     * @param count number of partitions of each topic
     */
    List<TopicPartition> partitions(int count) {
        Set<Integer> ofNames = new LinkedHashSet<>();
        names.forEach(name -> ofNames.add(Topics.partition(name, count)));
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < count; partition++) {
            if (matches(Topics.LINK_EVENTS) && (names.isEmpty() || ofNames.contains(partition))) {
                partitions.add(new TopicPartition(Topics.LINK_EVENTS.name(), partition));
            }
            if (matches(Topics.VISITS)) {
                partitions.add(new TopicPartition(Topics.VISITS.name(), partition));
            }
        }
        return partitions;
    }

    /** Whether a record with this key can match; decided before the record is decoded. */
    boolean matchesKey(byte @Nullable [] key) {
        if (names.isEmpty() && domain == null) {
            return true;
        }
        String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        return names.isEmpty()
                ? domain != null && domain.equals(LinkName.parse(name).domain())
                : names.contains(name);
    }

    /** Whether a visit matches, but for its tag, which only the link has. */
    boolean matches(Visit visit) {
        return visit.getTenant().equals(tenant);
    }

    /** Whether a change matches. The change that removes the tag matches, too. */
    boolean matches(LinkEvent event) {
        return event.getLink().getTenant().equals(tenant)
                && types.contains(EventView.type(event))
                && (tag == null || EventView.tags(event).contains(tag));
    }
}
