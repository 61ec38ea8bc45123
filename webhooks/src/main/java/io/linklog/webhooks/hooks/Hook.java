package io.linklog.webhooks.hooks;

import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A webhook as its operator wants it. Immutable.
 *
 * @param id letters and digits; names its consumer group and its metrics
 * @param types of events it gets, of {@link EventView#TYPES}
 * @param codes of links; empty for all
 * @param tags of which a link must have, or have lost with the event, at least one; empty for any
 * @param secrets that each call is signed with, the newest first
 * @param why it is in its state; empty where nobody needs to be told
 * @param positions where it was told to begin, by partition
 */
public record Hook(
        String id,
        URI url,
        Set<String> types,
        Set<String> codes,
        Set<String> tags,
        List<Secret> secrets,
        State state,
        String why,
        Instant createdAt,
        Map<TopicPartition, Position> positions) {

    /**
     *
     *
     * <pre>ACTIVE &lt;--pause, resume--&gt; PAUSED;  ACTIVE --the endpoint says 410--&gt; OFF --resume--&gt; ACTIVE
     * </pre>
     */
    public enum State {
        ACTIVE,
        PAUSED,
        OFF
    }

    /**
     * Where to begin in a partition.
     *
     * @param number grows with each request; offsets that were committed under a smaller one are void
     */
    public record Position(long number, long offset) {

        public static final Position BEGIN = new Position(0, 0);
    }

    public Hook {
        types = Set.copyOf(types);
        codes = Set.copyOf(codes);
        tags = Set.copyOf(tags);
        secrets = List.copyOf(secrets);
        positions = Map.copyOf(positions);
        if (types.isEmpty() || !EventView.TYPES.containsAll(types)) {
            throw new IllegalArgumentException("types must be some of " + String.join(", ", EventView.TYPES));
        }
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "url must be like https://example.org/hook, without user, password and #");
        }
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a hook needs a secret");
        }
    }

    /** Its consumer group: what is committed there has been delivered, or is among the dead letters. */
    public String group() {
        return "linklog-webhook-" + id;
    }

    /** The group whose offsets on the dead letters say which of them were dealt with. */
    public String deadLetterGroup() {
        return group() + "-dead";
    }

    /** The topics that have what it gets. */
    public List<Topic> topics() {
        List<Topic> topics = new ArrayList<>();
        if (types.stream().anyMatch(EventView.CHANGES::contains)) {
            topics.add(Topics.LINK_EVENTS);
        }
        if (types.contains(EventView.VISIT)) {
            topics.add(Topics.VISITS);
        }
        return topics;
    }

    /** Where it was told to begin in a partition last; at its begin where nothing was said. */
    public Position position(TopicPartition partition) {
        return positions.getOrDefault(partition, Position.BEGIN);
    }

    /** Whether what was committed follows what the hook was told last. */
    public boolean isOf(TopicPartition partition, OffsetAndMetadata committed) {
        return number(committed) >= position(partition).number;
    }

    /** The number of the request that committed offsets follow. */
    public static long number(OffsetAndMetadata committed) {
        try {
            return Long.parseLong(committed.metadata());
        } catch (NumberFormatException e) {
            return 0; // set by another tool, which knows no numbers
        }
    }

    /** @param tagsOfLink those it has and those it has just lost */
    public boolean wants(EventView event, Collection<String> tagsOfLink) {
        return types.contains(event.type())
                && (codes.isEmpty() || (event.code() != null && codes.contains(event.code())))
                && (tags.isEmpty() || tagsOfLink.stream().anyMatch(tags::contains));
    }

    /**
     * The same hook told to go on elsewhere in these partitions, whatever it has done there.
     *
     * @param now so that offsets are void, too, that an earlier hook of this id has left behind
     */
    public Hook at(Map<TopicPartition, Long> offsets, Instant now) {
        Map<TopicPartition, Position> next = new HashMap<>(positions);
        long last =
                positions.values().stream().mapToLong(Position::number).max().orElse(0);
        long number = Math.max(last + 1, now.toEpochMilli());
        offsets.forEach((partition, offset) -> next.put(partition, new Position(number, offset)));
        return new Hook(id, url, types, codes, tags, secrets, state, why, createdAt, next);
    }

    /** The same hook knowing how far it was, should Kafka forget that: what is committed goes before. */
    public Hook reached(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Position> next = new HashMap<>(positions);
        offsets.forEach((partition, offset) -> {
            Position there = position(partition);
            next.put(partition, new Position(there.number, Math.max(there.offset, offset)));
        });
        return new Hook(id, url, types, codes, tags, secrets, state, why, createdAt, next);
    }

    public Hook in(State next, String reason) {
        return new Hook(id, url, types, codes, tags, secrets, next, reason, createdAt, positions);
    }

    public Hook with(List<Secret> next) {
        return new Hook(id, url, types, codes, tags, next, state, why, createdAt, positions);
    }
}
