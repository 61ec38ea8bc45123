package io.linklog.query.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linklog.query.lookup.ReadModel;
import io.linklog.query.lookup.UnavailableException;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.Visit;
import io.linklog.schemas.topics.Topics;
import io.linklog.schemas.view.EventView;
import io.linklog.schemas.wire.UnreadableRecordException;
import io.opentelemetry.api.trace.SpanContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Converts records of the log into the messages of a stream. Thread-safe. */
public final class EventMessages {

    /** Lost records, in JSON. */
    record GapMessage(List<StreamedLog.Gap> gaps) {}

    /**
     * One message for a caller.
     *
     * @param type for instance {@code link.created}
     * @param data JSON without a line break
     */
    record Message(String type, String data) {}

    private final Deserializer<LinkEvent> events;
    private final Deserializer<Visit> visits;
    private final Predicate<String> purged;
    private final Predicate<Visit> purgedVisits;
    private final Supplier<ReadModel> models;
    private final URI publicUrl;
    private final ObjectMapper json;
    private final Duration deadline;

    /**
     * @param purged whether a link with this name is purged: its old events are not sent
     * @param purgedVisits which visits are purged: they are not sent
     * @param deadline of the look-up of a visited link, for its tags
     */
    public EventMessages(
            Deserializer<LinkEvent> events,
            Deserializer<Visit> visits,
            Predicate<String> purged,
            Predicate<Visit> purgedVisits,
            Supplier<ReadModel> models,
            URI publicUrl,
            ObjectMapper json,
            Duration deadline) {
        this.events = events;
        this.visits = visits;
        this.purged = purged;
        this.purgedVisits = purgedVisits;
        this.models = models;
        this.publicUrl = publicUrl;
        this.json = json;
        this.deadline = deadline;
    }

    /**
     * The message of a record; empty when the filter rejects it. Waits for a look-up.
     *
     * @throws UnavailableException when the look-up fails; a later try may succeed
     * @throws io.linklog.schemas.wire.RegistryUnavailableException when the schema is not known and the registry does
     *     not answer; a later try may succeed
     * @throws UnreadableRecordException for bytes that no later try can read
     */
    Optional<Message> of(ConsumerRecord<byte[], byte[]> record, EventFilter filter) throws InterruptedException {
        if (!filter.matchesKey(record.key())) {
            return Optional.empty();
        }
        return record.topic().equals(Topics.VISITS.name()) ? visit(record, filter) : change(record, filter);
    }

    Message gap(List<StreamedLog.Gap> gaps) {
        return message("gap", new GapMessage(gaps));
    }

    private Optional<Message> change(ConsumerRecord<byte[], byte[]> record, EventFilter filter) {
        LinkEvent event = events.deserialize(record.topic(), record.value());
        return event == null || !filter.matches(event) || !EventView.isShown(event, purged)
                ? Optional.empty()
                : Optional.of(
                        message(EventView.of(record.topic(), record.partition(), record.offset(), event, publicUrl)));
    }

    private Optional<Message> visit(ConsumerRecord<byte[], byte[]> record, EventFilter filter)
            throws InterruptedException {
        Visit visit = visits.deserialize(record.topic(), record.value());
        return visit == null || !filter.matches(visit) || purgedVisits.test(visit) || !isTagged(visit, filter)
                ? Optional.empty()
                : Optional.of(message(EventView.of(record.topic(), record.partition(), record.offset(), visit)));
    }

    /** Whether the link has the tag of the filter now: a visit does not have the tags of its time. */
    private boolean isTagged(Visit visit, EventFilter filter) throws InterruptedException {
        String tag = filter.tag();
        if (tag == null) {
            return true;
        }
        if (!EventView.isOfLink(visit)) {
            return false;
        }
        try {
            return models.get()
                    .findLink(filter.tenant(), visit.getCode(), SpanContext.getInvalid())
                    .get(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .filter(link -> link.getAttributes().getTags().contains(tag))
                    .isPresent();
        } catch (ExecutionException | TimeoutException e) {
            throw new UnavailableException("The tags of a link cannot be read at the moment");
        }
    }

    private Message message(EventView event) {
        return message(event.type(), event);
    }

    private Message message(String type, Object data) {
        try {
            return new Message(type, json.writeValueAsString(data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A message can always be serialized", e);
        }
    }
}
