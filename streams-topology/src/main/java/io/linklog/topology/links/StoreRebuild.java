package io.linklog.topology.links;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.decision.Ownership;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.rebuild.LinkEvents;
import io.linklog.topology.rebuild.PartitionMark;
import io.linklog.topology.rebuild.PartitionRebuild;
import io.linklog.topology.rebuild.RebuildStep;
import io.linklog.topology.rebuild.RebuildStep.Apply;
import io.linklog.topology.rebuild.RebuildStep.Remember;
import io.linklog.topology.rebuild.RebuildStep.Whole;
import io.linklog.topology.rebuild.StoreMarks;
import io.linklog.topology.rebuild.StoreWatch;
import io.linklog.topology.streams.PartitionGate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the stores of a task whole before the task reads commands. It works in slices between the polls of the stream
 * thread, in the task's transactions: other tasks go on, no poll comes too late, and a rebuild that is cut off goes on
 * where it was. Confined to the task's thread.
 */
final class StoreRebuild {

    private static final Duration BETWEEN_SLICES = Duration.ofMillis(5);
    private static final long SLICE_NANOS = Duration.ofMillis(40).toNanos();

    private final Ownership ownership;
    private final PartitionStores stores;
    private final PartitionGate gate;
    private final StoreWatch watch;
    private final PartitionRebuild steps;
    private final Consumer<Link> republish;
    private final Cancellable schedule;
    // by partition of link-events: the next event to apply
    private final long[] events;
    private long highestId;

    /**
     * Closes the gate and begins.
     *
     * @param republish sends a link whose state the store had lost, for the topic of states
     * @param whenWhole called once, with the mark of the stores
     */
    StoreRebuild(
            ProcessorContext<?, ?> context,
            Ownership ownership,
            PartitionStores stores,
            StoreAccess access,
            Consumer<Link> republish,
            Consumer<PartitionMark> whenWhole) {
        this.ownership = ownership;
        this.stores = stores;
        this.gate = access.gate();
        this.watch = access.watch();
        this.republish = republish;
        gate.close(ownership.partition());
        StoreMarks marks = stores.marks(ownership.partitions());
        this.events = new long[ownership.partitions()];
        for (int i = 0; i < events.length; i++) {
            events[i] = marks.missEventsFrom(i, i == ownership.partition());
        }
        this.highestId = marks.highestId();
        this.steps = watch.begin(ownership.partition(), marks);
        this.schedule = context.schedule(BETWEEN_SLICES, PunctuationType.WALL_CLOCK_TIME, now -> slice(whenWhole));
    }

    private void slice(Consumer<PartitionMark> whenWhole) {
        long end = System.nanoTime() + SLICE_NANOS;
        boolean applied = false;
        RebuildStep step = steps.next();
        while (step != null) {
            if (step instanceof Whole whole) {
                complete(whole);
                whenWhole.accept(whole.mark());
                return;
            }
            if (step instanceof Remember remember) {
                stores.restore(remember.scope(), remember.entry());
            } else {
                apply((Apply) step);
                applied = true;
            }
            step = System.nanoTime() < end ? steps.next() : null;
        }
        if (applied) {
            stores.markRebuilt(new PartitionMark(0, highestId, events));
        }
    }

    private void apply(Apply step) {
        LinkEvent event = step.event();
        if (step.partition() == ownership.partition()) {
            StoredLink before = stores.link(event.getLink().getCode());
            if (before == null
                    || before.getLink().getVersion() < event.getLink().getVersion()) {
                stores.put(LinkEvents.stored(event));
                republish.accept(event.getLink());
            }
        }
        for (UrlChange change : UrlChange.of(event)) {
            if (ownership.owns(change.key())) {
                stores.apply(change);
            }
        }
        if (step.partition() == ownership.partition()) {
            highestId = Math.max(highestId, LinkEvents.id(event));
        }
        events[step.partition()] = step.offset() + 1;
    }

    private void complete(Whole whole) {
        schedule.cancel();
        stores.mark(whole.mark());
        watch.end(steps);
        int partition = ownership.partition();
        Map<TopicPartition, Long> from = new HashMap<>();
        put(from, new TopicPartition(Topics.LINK_COMMANDS.name(), partition), whole.commandsFrom());
        put(from, new TopicPartition(LinkNodes.URLS_TOPIC, partition), whole.urlsFrom());
        gate.open(partition, from);
    }

    private static void put(Map<TopicPartition, Long> from, TopicPartition partition, @Nullable Long offset) {
        if (offset != null) {
            from.put(partition, offset);
        }
    }

    /** Ends the work: the task is closed, and its partition is read no more. */
    void close() {
        gate.close(ownership.partition());
        watch.end(steps);
    }
}
