package io.linklog.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Keeps the entries of the URL index that other partitions send. */
final class IndexUrls implements Processor<String, String, Void, Void> {

    private UrlIndex urls;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        urls = new UrlIndex(context.getStateStore(Nodes.URLS_STORE));
    }

    @Override
    public void process(Record<String, String> record) {
        // only the topology writes here; anything else is not worth a dead letter, nor the end of the thread
        if (record.key() != null && record.value() != null && record.value().length() > 1) {
            urls.apply(UrlIndex.Change.parse(record.key(), record.value()));
        }
    }
}
