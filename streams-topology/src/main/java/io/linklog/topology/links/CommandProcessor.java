package io.linklog.topology.links;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.topology.codes.Codes;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** The node that decides commands. Streams makes one for each task and initialises it again when a task is resumed. */
final class CommandProcessor implements Processor<String, LinkCommand, String, Object> {

    private final int partitions;
    private final Codes codes;
    private final LinkRules rules;
    private final DecisionMetrics metrics;
    private final KafkaSpans spans;

    private @Nullable CommandTask task;

    CommandProcessor(int partitions, Codes codes, LinkRules rules, DecisionMetrics metrics, KafkaSpans spans) {
        this.partitions = partitions;
        this.codes = codes;
        this.rules = rules;
        this.metrics = metrics;
        this.spans = spans;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        task = new CommandTask(context, partitions, codes, rules, metrics, spans);
    }

    @Override
    public void process(Record<String, LinkCommand> record) {
        Objects.requireNonNull(task, "init comes first").process(record);
    }
}
