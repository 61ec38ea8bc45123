package io.linklog.topology.links;

import io.linklog.schemas.Link;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.decision.Ownership;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.rebuild.RebuiltStores;
import io.linklog.topology.rebuild.links.LinkEvents;
import io.linklog.topology.rebuild.links.PartitionMark;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.RebuildStep.Apply;
import io.linklog.topology.rebuild.links.RebuildStep.Remember;
import io.linklog.topology.rebuild.links.RebuildStep.Whole;
import io.linklog.topology.rebuild.links.StoreMarks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/**
 * The stores of links, URL index and idempotency keys while they are rebuilt. The marks say which events are applied,
 * so a rebuild that is cut off goes on where it was. Confined to the task's thread.
 */
final class LinkRebuild implements RebuiltStores<StoreMarks, RebuildStep> {

    private final Ownership ownership;
    private final PartitionStores stores;
    private final Consumer<Link> republish;
    private final Consumer<PartitionMark> whenWhole;
    // by partition of link-events: the next event to apply
    private final long[] events;
    private long highestId = PartitionMark.NO_ID;
    private boolean applied;

    /**
     * @param republish sends a link whose state the store had lost, for the topic of states
     * @param whenWhole called once, with the mark of the stores
     */
    LinkRebuild(
            Ownership ownership, PartitionStores stores, Consumer<Link> republish, Consumer<PartitionMark> whenWhole) {
        this.ownership = ownership;
        this.stores = stores;
        this.republish = republish;
        this.whenWhole = whenWhole;
        this.events = new long[ownership.partitions()];
    }

    @Override
    public List<KeyValueStore<String, byte[]>> byKey() {
        return stores.byKey();
    }

    @Override
    public List<WindowStore<String, byte[]>> byWindow() {
        return stores.byWindow();
    }

    @Override
    public StoreMarks marks() {
        StoreMarks marks = stores.marks(ownership.partitions());
        for (int i = 0; i < events.length; i++) {
            events[i] = marks.missEventsFrom(i, i == ownership.partition());
        }
        highestId = marks.highestId();
        return marks;
    }

    @Override
    public @Nullable Map<TopicPartition, Long> apply(RebuildStep step) {
        if (step instanceof Whole whole) {
            stores.mark(whole.mark());
            stores.putNextUrl(whole.nextUrl());
            whenWhole.accept(whole.mark());
            return begins(whole);
        }
        if (step instanceof Remember remember) {
            stores.restore(remember.scope(), remember.entry());
        } else {
            apply((Apply) step);
            applied = true;
        }
        return null;
    }

    private void apply(Apply step) {
        LinkEvent event = step.event();
        if (step.partition() == ownership.partition()) {
            StoredLink before = stores.link(LinkName.text(event.getLink()));
            if (before == null
                    || before.getLink().getVersion() < event.getLink().getVersion()) {
                stores.put(LinkEvents.stored(event));
                republish.accept(event.getLink());
            }
            highestId = Math.max(highestId, LinkEvents.id(event));
        }
        for (UrlChange change : step.changes()) {
            if (ownership.owns(change.key())) {
                stores.apply(change);
            }
        }
        events[step.partition()] = step.offset() + 1;
    }

    @Override
    public void endSlice() {
        if (applied) {
            stores.markRebuilt(new PartitionMark(0, highestId, events));
        }
    }

    private Map<TopicPartition, Long> begins(Whole whole) {
        Map<TopicPartition, Long> from = new HashMap<>();
        put(from, Topics.LINK_COMMANDS.name(), whole.commandsFrom());
        put(from, LinkNodes.URLS_TOPIC, whole.urlsFrom());
        return from;
    }

    private void put(Map<TopicPartition, Long> from, String topic, @Nullable Long offset) {
        if (offset != null) {
            from.put(new TopicPartition(topic, ownership.partition()), offset);
        }
    }
}
