package io.linklog.topology.links;

import io.linklog.topology.decision.UrlChange;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Applies the changes of the URL index that other partitions send. */
final class UrlIndexProcessor implements Processor<String, String, Void, Void> {

    private @Nullable UrlIndex urls;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        urls = new UrlIndex(context.getStateStore(LinkNodes.URLS_STORE));
    }

    @Override
    public void process(Record<String, String> record) {
        // only the topology writes to this topic: any other record is ignored, without a dead letter
        if (record.key() != null && record.value() != null && record.value().length() > 1) {
            Objects.requireNonNull(urls, "init comes first").apply(UrlChange.parse(record.key(), record.value()));
        }
    }
}
