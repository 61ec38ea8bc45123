package io.linklog.topology;

import io.linklog.schemas.RememberedCommand;
import io.linklog.schemas.StoredLink;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The three stores of a task. Confined to its thread. */
final class StoredState implements PartitionState {

    private final KeyValueStore<String, StoredLink> links;
    private final Remembered remembered;
    private final UrlIndex urls;

    StoredState(ProcessingContext context) {
        this.links = context.getStateStore(Nodes.LINKS_STORE);
        this.remembered = new Remembered(context.getStateStore(Nodes.IDEMPOTENCY_STORE));
        this.urls = new UrlIndex(context.getStateStore(Nodes.URLS_STORE));
    }

    @Override
    public @Nullable StoredLink link(String code) {
        return links.get(code);
    }

    @Override
    public @Nullable RememberedCommand remembered(String scope, long time) {
        return remembered.find(scope, time);
    }

    @Override
    public List<String> candidates(String urlKey) {
        return urls.candidates(urlKey);
    }

    void put(StoredLink link) {
        links.put(link.getLink().getCode(), link);
    }

    void remember(String scope, RememberedCommand entry, long time) {
        remembered.put(scope, entry, time);
    }

    void apply(UrlIndex.Change change) {
        urls.apply(change);
    }
}
