package io.linklog.webhooks.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.kit.http.Json;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.rules.VisitRules;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.schemas.wire.SchemaStore;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.linklog.webhooks.hooks.Hook;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Turns records of the log into the events that webhooks send. Thread-safe. */
public final class EventReader {

    private final Deserializer<LinkEvent> events;
    private final Deserializer<Visit> visits;
    private final Predicate<String> purged;
    private final Predicate<Visit> purgedVisits;
    private final URI publicUrl;
    private final ObjectMapper json = Json.mapper();

    /**
     * @param purged whether a link with this name is purged: its old events are not sent
     * @param purgedVisits which visits are purged: they are not sent
     * @param publicUrl the prefix of short links
     */
    public EventReader(
            Deserializer<LinkEvent> events,
            Deserializer<Visit> visits,
            Predicate<String> purged,
            Predicate<Visit> purgedVisits,
            URI publicUrl) {
        this.events = events;
        this.visits = visits;
        this.purged = purged;
        this.purgedVisits = purgedVisits;
        this.publicUrl = publicUrl;
    }

    /**
     * A reader whose schemas come from a registry.
     *
     * @throws io.linklog.schemas.RegistryUnavailableException if the registry does not answer
     */
    public static EventReader open(
            SchemaStore registry, Predicate<String> purged, Predicate<Visit> purgedVisits, URI publicUrl) {
        return new EventReader(
                AvroSerde.ofValues(Topics.LINK_EVENTS, LinkEvent.class, registry)
                        .deserializer(),
                AvroSerde.ofValues(Topics.VISITS, Visit.class, registry).deserializer(),
                purged,
                purgedVisits,
                publicUrl);
    }

    /**
     * Reads the event of a record; empty if it is another tenant's, if it shows a purged link or is a purged visit, or
     * if the hook does not want it.
     *
     * @throws UnreadableRecordException for bytes that cannot be read, and for a visit that is not counted
     * @throws io.linklog.schemas.RegistryUnavailableException if the schema is not cached and the registry does not
     *     answer
     */
    public Optional<OutgoingEvent> read(ConsumerRecord<byte[], byte[]> record, Hook hook) {
        return read(record.topic(), record.partition(), record.offset(), record.value(), hook)
                .map(event -> new OutgoingEvent(record, event.id(), event.type(), bytes(event)));
    }

    private Optional<EventView> read(String topic, int partition, long offset, byte @Nullable [] value, Hook hook) {
        if (topic.equals(Topics.VISITS.name())) {
            Visit visit = requireValue(visits.deserialize(topic, value));
            if (!visit.getTenant().equals(hook.tenant()) || purgedVisits.test(visit)) {
                return Optional.empty();
            }
            VisitRules.requireCountable(visit, partition);
            EventView event = EventView.of(topic, partition, offset, visit);
            return hook.wants(event, List.of()) ? Optional.of(event) : Optional.empty();
        }
        LinkEvent change = requireValue(events.deserialize(topic, value));
        if (!change.getLink().getTenant().equals(hook.tenant()) || !EventView.isShown(change, purged)) {
            return Optional.empty();
        }
        EventView event = EventView.of(topic, partition, offset, change, publicUrl);
        return hook.wants(event, EventView.tags(change)) ? Optional.of(event) : Optional.empty();
    }

    /**
     * Makes the event of a dead letter again, under the id of its source record.
     *
     * @param source the partition of the source record
     * @param offset of the source record
     * @throws UnreadableRecordException for bytes that cannot be read, and for an event that the hook does not want
     */
    public OutgoingEvent reread(ConsumerRecord<byte[], byte[]> letter, TopicPartition source, long offset, Hook hook) {
        EventView event = read(source.topic(), source.partition(), offset, letter.value(), hook)
                .orElseThrow(() -> new UnreadableRecordException("The hook no longer wants it", null));
        return new OutgoingEvent(letter, event.id(), event.type(), bytes(event));
    }

    /** Whether an event shows a link or a visit that was purged after the event was read. */
    public boolean isErased(OutgoingEvent event) {
        ConsumerRecord<byte[], byte[]> record = event.record();
        if (record.topic().equals(Topics.VISITS.name())) {
            return purgedVisits.test(requireValue(visits.deserialize(record.topic(), record.value())));
        }
        byte[] key = record.key();
        return key != null
                && !event.type().equals(EventView.PURGED)
                && record.topic().equals(Topics.LINK_EVENTS.name())
                && purged.test(new String(key, StandardCharsets.UTF_8));
    }

    byte[] bytes(EventView event) {
        try {
            return json.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new UnreadableRecordException("The event cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static <T> T requireValue(@Nullable T value) {
        if (value == null) {
            throw new UnreadableRecordException("The record has no value", null);
        }
        return value;
    }
}
