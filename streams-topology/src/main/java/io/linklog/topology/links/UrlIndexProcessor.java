package io.linklog.topology.links;

import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.streams.CommitHook;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Applies the changes of the URL index that other partitions send. */
final class UrlIndexProcessor implements Processor<String, String, Void, Void> {

    private static final long NOTHING = -1;

    /** More than any change has: the store's changelog takes no record that is much longer than a megabyte. */
    private static final int MOST_CHARACTERS = 4_096;

    private @Nullable UrlIndex urls;
    private @Nullable ProcessorContext<Void, Void> context;
    // the offset of the next change, where it is not stored yet
    private long next = NOTHING;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        urls = new UrlIndex(context.getStateStore(LinkNodes.URLS_STORE));
        CommitHook hook = context.getStateStore(LinkNodes.BEFORE_URLS_COMMIT);
        hook.set(context, this::storeNext);
    }

    private void storeNext() {
        if (urls != null && next != NOTHING) {
            urls.putNext(next);
            next = NOTHING;
        }
    }

    @Override
    public void process(Record<String, String> record) {
        Objects.requireNonNull(context, "init comes first")
                .recordMetadata()
                .ifPresent(place -> next = place.offset() + 1);
        // only the topology writes to this topic: any other record is ignored, without a dead letter
        if (isChange(record.key(), record.value())) {
            Objects.requireNonNull(urls, "init comes first").apply(UrlChange.parse(record.key(), record.value()));
        }
    }

    private static boolean isChange(@Nullable String key, @Nullable String value) {
        return key != null
                && value != null
                && key.length() + value.length() <= MOST_CHARACTERS
                && UrlChange.isText(value);
    }
}
