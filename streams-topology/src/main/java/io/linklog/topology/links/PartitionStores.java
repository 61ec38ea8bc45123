package io.linklog.topology.links;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import io.linklog.topology.decision.PartitionState;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.decision.UrlEntry;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The three stores of a task. Confined to the task's thread. */
final class PartitionStores implements PartitionState {

    private final KeyValueStore<String, StoredLink> links;
    private final IdempotencyStore idempotency;
    private final UrlIndex urls;

    PartitionStores(ProcessingContext context) {
        this.links = context.getStateStore(LinkNodes.LINKS_STORE);
        this.idempotency = new IdempotencyStore(context.getStateStore(LinkNodes.IDEMPOTENCY_STORE));
        this.urls = new UrlIndex(context.getStateStore(LinkNodes.URLS_STORE));
    }

    @Override
    public @Nullable StoredLink link(String code) {
        return links.get(code);
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
        links.put(link.getLink().getCode(), link);
    }

    void remember(String scope, RememberedCommand entry, long time) {
        idempotency.put(scope, entry, time);
    }

    void apply(UrlChange change) {
        urls.apply(change);
    }
}
