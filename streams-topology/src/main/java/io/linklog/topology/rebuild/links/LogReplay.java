package io.linklog.topology.rebuild.links;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.rebuild.LogRange;
import io.linklog.topology.rebuild.LogRanges;
import io.linklog.topology.rebuild.PartitionRebuild;
import io.linklog.topology.rebuild.ReplayProgress;
import io.linklog.topology.rebuild.links.DecisionHeaders.DecidedCommand;
import io.linklog.topology.rebuild.links.RebuildStep.Apply;
import io.linklog.topology.rebuild.links.RebuildStep.Remember;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log once for all partitions whose stores are not whole, and gives each what it misses. First come the
 * decisions (forwarded commands, outcomes), which fill the idempotency store and tell which commands are decided; then
 * the events, which fill the links and the URL index.
 */
final class LogReplay {

    private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);

    /** The idempotency store remembers for 24 hours; writers' clocks differ by less than the hour. */
    private static final Duration REMEMBERED = Duration.ofHours(25);

    private final LinkLog log;
    private final LogRanges ranges;
    private final LogSerdes serdes;
    private final Collection<PartitionRebuild<StoreMarks, RebuildStep>> asked;
    private final Instant rememberedSince;
    // by partition: the offset after the latest decided command that the log names
    private final Map<Integer, Long> decided = new HashMap<>();
    private final Map<Integer, Long> highestIds = new HashMap<>();
    private final ReplayProgress progress;

    LogReplay(
            LinkLog log,
            LogRanges ranges,
            LogSerdes serdes,
            Collection<PartitionRebuild<StoreMarks, RebuildStep>> asked,
            Instant now,
            ReplayProgress progress) {
        this.log = log;
        this.ranges = ranges;
        this.serdes = serdes;
        this.asked = asked;
        this.rememberedSince = now.minus(REMEMBERED);
        this.progress = progress;
    }

    void run() throws InterruptedException {
        ranges.read(forwards(), this::takeForward);
        ranges.read(
                ranges.allWritten(Topics.LINK_OUTCOMES.name(), ranges.partitions(Topics.LINK_OUTCOMES.name())),
                this::takeOutcome);
        Map<TopicPartition, LogRange> events = missingEvents();
        progress.expect(LogRange.sum(events.values()));
        ranges.read(events, this::takeEvent);
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            int partition = one.partition();
            long highestId = Math.max(one.marks().highestId(), highestIds.getOrDefault(partition, PartitionMark.NO_ID));
            PartitionMark mark = new PartitionMark(nextCommand(one), highestId, log.eventEnds());
            // the events that are read have every change below the end
            one.add(log.whole(partition, mark, log.urlRange(partition).to()));
        }
    }

    /** Commands of the last day; all when the place to go on must be found, since any of them may be a forward. */
    private Map<TopicPartition, LogRange> forwards() {
        Map<TopicPartition, LogRange> all =
                ranges.allWritten(Topics.LINK_COMMANDS.name(), log.commands().size());
        boolean findPlace = asked.stream().anyMatch(one -> log.committedCommand(one.partition()) == null);
        return findPlace ? all : ranges.since(all, rememberedSince);
    }

    private Map<TopicPartition, LogRange> missingEvents() {
        Map<TopicPartition, LogRange> missing = new HashMap<>();
        log.events().forEach((partition, range) -> {
            long from = asked.stream()
                    .mapToLong(one ->
                            one.marks().missEventsFrom(partition.partition(), one.partition() == partition.partition()))
                    .min()
                    .orElse(range.to());
            missing.put(partition, new LogRange(Math.max(from, range.from()), range.to()));
        });
        return missing;
    }

    private void takeForward(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        PartitionRebuild<StoreMarks, RebuildStep> decider = noteDecision(record);
        Optional<String> scope = DecisionHeaders.scope(record.headers());
        if (decider == null || scope.isEmpty()) {
            return;
        }
        LinkCommand command = LogRanges.value(serdes.commands(), record);
        if (command != null && command.getBody() instanceof CreateLink create) {
            String candidate = create.getCandidate() == null ? "" : create.getCandidate();
            remember(decider, record, scope.get(), candidate, null);
        }
    }

    private void takeOutcome(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        PartitionRebuild<StoreMarks, RebuildStep> decider = noteDecision(record);
        Optional<String> scope = DecisionHeaders.scope(record.headers());
        if (decider == null || scope.isEmpty()) {
            return;
        }
        LinkOutcome outcome = LogRanges.value(serdes.outcomes(), record);
        if (outcome != null) {
            remember(decider, record, scope.get(), null, outcome);
        }
    }

    private void takeEvent(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        progress.step();
        PartitionRebuild<StoreMarks, RebuildStep> decider = noteDecision(record);
        LinkEvent event = LogRanges.value(serdes.events(), record);
        if (event == null || !isInItsPartition(event, record)) {
            return;
        }
        highestIds.merge(record.partition(), LinkEvents.id(event), Math::max);
        Set<Integer> concerned = new HashSet<>();
        concerned.add(record.partition());
        List<UrlChange> changes = UrlChange.of(event);
        for (UrlChange change : changes) {
            concerned.add(Topics.partition(change.key(), log.events().size()));
        }
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            boolean own = one.partition() == record.partition();
            if (concerned.contains(one.partition())
                    && record.offset() >= one.marks().missEventsFrom(record.partition(), own)) {
                one.add(new Apply(record.partition(), record.offset(), event, changes));
            }
        }
        Optional<String> scope = DecisionHeaders.scope(record.headers());
        if (decider != null && scope.isPresent()) {
            // the outcome may have expired, but the event has all of it
            LinkOutcome outcome = new LinkOutcome(
                    event.getCommandId(),
                    event.getLink().getTenant(),
                    new Accepted(LinkEvents.operation(event), event.getLink()));
            remember(decider, record, scope.get(), null, outcome);
        }
    }

    /** Whether an event lies where a decision writes it. Only such names are keys of the stores. */
    private boolean isInItsPartition(LinkEvent event, ConsumerRecord<byte[], byte[]> record) {
        String name = LinkName.text(event.getLink());
        boolean inPlace = !name.isEmpty()
                && LinkName.parse(name).equals(LinkName.of(event.getLink()))
                && Topics.partition(name, log.events().size()) == record.partition();
        if (!inPlace) {
            LOG.warn(
                    "{}-{}, offset {}, is no event of a decision and is left out of the rebuild",
                    record.topic(),
                    record.partition(),
                    record.offset());
        }
        return inPlace;
    }

    private static void remember(
            PartitionRebuild<StoreMarks, RebuildStep> decider,
            ConsumerRecord<byte[], byte[]> record,
            String scope,
            @Nullable String passedTo,
            @Nullable LinkOutcome outcome)
            throws InterruptedException {
        String fingerprint = DecisionHeaders.fingerprint(record.headers()).orElse("");
        Instant decidedAt = Instant.ofEpochMilli(record.timestamp());
        decider.add(new Remember(scope, new RememberedCommand(fingerprint, decidedAt, passedTo, outcome)));
    }

    /** Notes which command a record decided. Returns the partition that decided it, if its stores are rebuilt. */
    private @Nullable PartitionRebuild<StoreMarks, RebuildStep> noteDecision(ConsumerRecord<byte[], byte[]> record) {
        DecidedCommand command = DecisionHeaders.command(record.headers());
        if (command == null) {
            return null;
        }
        for (PartitionRebuild<StoreMarks, RebuildStep> one : asked) {
            if (one.partition() == command.partition()) {
                decided.merge(command.partition(), command.offset() + 1, Math::max);
                return one;
            }
        }
        return null;
    }

    /** The first command that is not decided, as far as commits, stores or the log tell. */
    private long nextCommand(PartitionRebuild<StoreMarks, RebuildStep> one) {
        int partition = one.partition();
        Long commit = log.committedCommand(partition);
        LogRange range = log.commandRange(partition);
        long next = Math.max(one.marks().nextCommand(), decided.getOrDefault(partition, range.from()));
        if (next > range.to()) {
            LOG.warn(
                    "The log of partition {} names command {}, but link-commands ends at {}: the topic was made anew;"
                            + " decisions go on {}",
                    partition,
                    next,
                    range.to(),
                    commit == null ? "at its beginning" : "at the committed offset " + commit);
            next = range.from();
        }
        return commit == null ? next : Math.max(commit, next);
    }
}
