package io.linklog.webhooks.hooks;

import io.linklog.schemas.names.TenantName;
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
 * @param id names its consumer group and tags its metrics
 * @param tenant whose events it gets
 * @param origin who made it, which decides where its calls may go
 * @param types the types of events that it gets, a subset of {@link EventView#TYPES}
 * @param codes the names of links that it gets events of: codes, on another domain {@code domain/code}; empty for all
 * @param tags a link must have one of these tags, or have lost one by the event; empty for all links
 * @param secrets the keys that sign each call, newest first
 * @param why the reason for its state, for people; may be empty
 * @param positions where its operator told it to start, by partition
 */
public record Hook(
        String id,
        String tenant,
        Origin origin,
        URI url,
        Set<String> types,
        Set<String> codes,
        Set<String> tags,
        List<Secret> secrets,
        State state,
        String why,
        Instant createdAt,
        Map<TopicPartition, Position> positions) {

    /** The maximum number of secrets: each adds a signature to every call. */
    public static final int MOST_SECRETS = 4;

    /**
     * Whether a hook gets events.
     *
     * <pre>
     *            pause                endpoint answers 410
     *   PAUSED &lt;------- ACTIVE ----------------------------&gt; OFF
     *     |   resume      ^ ^            resume               |
     *     +---------------+ +---------------------------------+
     * </pre>
     */
    public enum State {
        /** It gets events. */
        ACTIVE,
        /** An operator has paused it. */
        PAUSED,
        /** Its endpoint wants no more events. */
        OFF
    }

    /** Who made a hook. No change of a hook changes it. */
    public enum Origin {
        /** Somebody with access to etcd: the hook may call every address. */
        OPERATOR,
        /** An admin of a tenant, by the API: the hook calls public addresses only. */
        API
    }

    /**
     * Where to start in a partition.
     *
     * @param number the number of the request; it increases. Offsets that were committed under a smaller number are
     *     void.
     */
    public record Position(long number, long offset) {

        public static final Position BEGIN = new Position(0, 0);
    }

    public Hook {
        if (!TenantName.isWellFormed(tenant)) {
            throw new IllegalArgumentException("tenant is not the name of a tenant");
        }
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

    /** Whether it may call public addresses only. */
    public boolean isGuarded() {
        return origin == Origin.API;
    }

    /** Its consumer group. All events before a committed offset are delivered or among the dead letters. */
    public String group() {
        return "linklog-webhook-" + id;
    }

    /** The group whose committed offsets on the dead-letter topic mark letters as handled. */
    public String deadLetterGroup() {
        return group() + "-dead";
    }

    /** The topics that it reads. */
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

    /** Where to start in a partition, by the last request; at offset 0 without one. */
    public Position position(TopicPartition partition) {
        return positions.getOrDefault(partition, Position.BEGIN);
    }

    /** Whether an offset was committed under the last request for its partition; otherwise it is void. */
    public boolean isCurrent(TopicPartition partition, OffsetAndMetadata committed) {
        return number(committed) >= position(partition).number;
    }

    /** The number of the request under which an offset was committed. */
    public static long number(OffsetAndMetadata committed) {
        try {
            return Long.parseLong(committed.metadata());
        } catch (NumberFormatException e) {
            return 0; // another tool set the offset
        }
    }

    /**
     * Whether the hook gets an event.
     *
     * @param tagsOfLink the tags of the link, and those that it lost by the event
     */
    public boolean wants(EventView event, Collection<String> tagsOfLink) {
        return types.contains(event.type())
                && (codes.isEmpty() || (event.code() != null && codes.contains(event.code())))
                && (tags.isEmpty() || tagsOfLink.stream().anyMatch(tags::contains));
    }

    /**
     * This hook with a request to continue at other offsets.
     *
     * @param now makes the number of the request greater than those of an earlier hook with this id, whose committed
     *     offsets may still exist
     */
    public Hook withRequest(Map<TopicPartition, Long> offsets, Instant now) {
        Map<TopicPartition, Position> next = new HashMap<>(positions);
        long last =
                positions.values().stream().mapToLong(Position::number).max().orElse(0);
        long number = Math.max(last + 1, now.toEpochMilli());
        offsets.forEach((partition, offset) -> next.put(partition, new Position(number, offset)));
        return new Hook(id, tenant, origin, url, types, codes, tags, secrets, state, why, createdAt, next);
    }

    /**
     * This hook with the offsets that it has reached, in case Kafka deletes the committed ones. Committed offsets take
     * precedence.
     */
    public Hook withReachedOffsets(Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, Position> next = new HashMap<>(positions);
        offsets.forEach((partition, offset) -> {
            Position there = position(partition);
            next.put(partition, new Position(there.number, Math.max(there.offset, offset)));
        });
        return new Hook(id, tenant, origin, url, types, codes, tags, secrets, state, why, createdAt, next);
    }

    /** This hook in another state. */
    public Hook withState(State next, String reason) {
        return new Hook(id, tenant, origin, url, types, codes, tags, secrets, next, reason, createdAt, positions);
    }

    /**
     * This hook with one more secret. Calls carry a signature for each.
     *
     * @throws IllegalStateException if it has {@link #MOST_SECRETS}
     */
    public Hook withNewSecret(Secret newest) {
        if (secrets.size() >= MOST_SECRETS) {
            throw new IllegalStateException("Webhook " + id + " has " + MOST_SECRETS
                    + " secrets, the most there may be; finish the rotation, so that only the newest stays");
        }
        List<Secret> next = new ArrayList<>(List.of(newest));
        next.addAll(secrets);
        return withSecrets(next);
    }

    /** This hook with its newest secret alone. */
    public Hook withNewestSecretOnly() {
        return withSecrets(secrets.subList(0, 1));
    }

    private Hook withSecrets(List<Secret> next) {
        return new Hook(id, tenant, origin, url, types, codes, tags, next, state, why, createdAt, positions);
    }
}
