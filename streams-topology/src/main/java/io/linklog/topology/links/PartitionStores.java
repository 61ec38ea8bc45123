package io.linklog.topology.links;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.wire.AvroSerde;
import io.linklog.topology.decision.PartitionState;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.decision.UrlEntry;
import io.linklog.topology.rebuild.RebuiltStores;
import io.linklog.topology.rebuild.links.PartitionMark;
import io.linklog.topology.rebuild.links.StoreMarks;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** The three stores of a task. Confined to the task's thread. */
final class PartitionStores implements PartitionState {

    private final List<KeyValueStore<String, byte[]>> byKey;
    private final List<WindowStore<String, byte[]>> byWindow;
    private final KeyValueStore<String, byte[]> links;
    private final AvroSerde<StoredLink> serde;
    private final IdempotencyStore idempotency;
    private final UrlIndex urls;
    private final DeletionTimes deletions;

    PartitionStores(ProcessingContext context, LinkSerdes serdes) {
        this.links = context.getStateStore(LinkNodes.LINKS_STORE);
        this.deletions = new DeletionTimes(links);
        this.serde = serdes.storedLinks();
        WindowStore<String, byte[]> remembered = context.getStateStore(LinkNodes.IDEMPOTENCY_STORE);
        this.idempotency = new IdempotencyStore(remembered, serdes.remembered());
        KeyValueStore<String, byte[]> index = context.getStateStore(LinkNodes.URLS_STORE);
        this.urls = new UrlIndex(index);
        this.byKey = List.of(links, index);
        this.byWindow = List.of(remembered);
    }

    /** The key-value stores as Kafka Streams has them; that of links is the first. */
    List<KeyValueStore<String, byte[]>> byKey() {
        return byKey;
    }

    /** The window stores as Kafka Streams has them. */
    List<WindowStore<String, byte[]>> byWindow() {
        return byWindow;
    }

    /** @param partitions of link-events */
    StoreMarks marks(int partitions) {
        return new StoreMarks(
                PartitionMark.parse(links.get(RebuiltStores.MARK), partitions),
                PartitionMark.parse(idempotency.mark().read(), partitions),
                PartitionMark.parse(urls.mark(), partitions),
                urls.next());
    }

    /** Says how far all stores reflect the log. */
    void mark(PartitionMark mark) {
        byte[] bytes = mark.toBytes();
        links.put(RebuiltStores.MARK, bytes);
        idempotency.mark().put(bytes);
        urls.putMark(bytes);
    }

    /** Says which change of the URL index comes next. */
    void putNextUrl(long offset) {
        urls.putNext(offset);
    }

    /** Says which events are applied while the stores are not whole: a rebuild that is cut off goes on there. */
    void markRebuilt(PartitionMark mark) {
        byte[] bytes = mark.toBytes();
        links.put(RebuiltStores.MARK, bytes);
        urls.putMark(bytes);
    }

    @Override
    public @Nullable StoredLink link(String name) {
        byte[] bytes = links.get(name);
        return bytes == null ? null : serde.deserializer().deserialize(LinkNodes.LINKS_STORE, bytes);
    }

    @Override
    public @Nullable RememberedCommand find(String scope, long time) {
        return idempotency.find(scope, time);
    }

    @Override
    public void candidates(String urlKey, Predicate<UrlEntry> taken) {
        urls.candidates(urlKey, taken);
    }

    void put(StoredLink link) {
        links.put(LinkName.text(link.getLink()), serde.serializer().serialize(LinkNodes.LINKS_STORE, link));
        deletions.add(link.getLink());
    }

    DeletionTimes deletions() {
        return deletions;
    }

    void remember(String scope, RememberedCommand entry, long time) {
        idempotency.put(scope, entry, time);
    }

    /** Stores an entry that the log gave, unless the store has a later one. */
    void restore(String scope, RememberedCommand entry) {
        idempotency.restore(scope, entry);
    }

    void apply(UrlChange change) {
        urls.apply(change);
    }
}
