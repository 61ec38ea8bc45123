package io.linklog.topology.links;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.codes.Codes;
import io.linklog.topology.decision.CommandDecider;
import io.linklog.topology.decision.Effects;
import io.linklog.topology.decision.Ownership;
import io.linklog.topology.decision.UrlChange;
import io.opentelemetry.api.trace.Span;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Decides the commands of one task and applies the effects to stores and sinks, all of them in one transaction.
 * Confined to the task's thread.
 */
final class CommandTask {

    private static final String[] TRACE_HEADERS = {"traceparent", "tracestate"};
    // W3C Trace Context requires at least 512 characters of tracestate; a longer header does not travel on
    private static final int LONGEST_HEADER = 512;

    private final ProcessorContext<String, Object> context;
    private final Ownership ownership;
    private final PartitionStores stores;
    private final CommandDecider decider;
    private final DecisionMetrics metrics;
    private final KafkaSpans spans;

    CommandTask(
            ProcessorContext<String, Object> context,
            int partitions,
            Codes codes,
            LinkRules rules,
            DecisionMetrics metrics,
            KafkaSpans spans) {
        this.context = context;
        this.ownership = new Ownership(context.taskId().partition(), partitions);
        this.stores = new PartitionStores(context);
        this.decider = new CommandDecider(ownership, codes, rules, stores);
        this.metrics = metrics;
        this.spans = spans;
    }

    void process(Record<String, LinkCommand> record) {
        if (spans.isSampled(record.headers())) {
            decideInSpan(record);
        } else {
            decide(record, traceHeaders(record.headers()));
        }
    }

    /**
     * Decides under a span of its own. Records that are sent on carry this span; sending has none, because it happens
     * at the commit. A transaction that fails is decided again, and each try leaves a span.
     */
    private void decideInSpan(Record<String, LinkCommand> record) {
        var place = context.recordMetadata();
        Span span = spans.process(
                Topics.LINK_COMMANDS.name(),
                place.map(RecordMetadata::partition).orElse(ownership.partition()),
                place.map(RecordMetadata::offset).orElse(-1L),
                record.key(),
                KafkaSpans.context(record.headers()));
        span.setAttribute("messaging.consumer.group.name", LinkNodes.APPLICATION_ID);
        Headers trace = traceHeaders(record.headers());
        KafkaSpans.put(span.getSpanContext(), trace);
        try {
            decide(record, trace);
            KafkaSpans.end(span, null);
        } catch (RuntimeException e) {
            KafkaSpans.end(span, e);
            throw e;
        }
    }

    private void decide(Record<String, LinkCommand> record, Headers trace) {
        LinkCommand command = record.value();
        apply(decider.decide(command, record.timestamp()), command, record.timestamp(), trace);
    }

    private void apply(Effects effects, LinkCommand command, long time, Headers trace) {
        Effects.Change change = effects.change();
        if (change != null) {
            String code = change.link().getLink().getCode();
            stores.put(change.link());
            context.forward(new Record<>(code, change.event(), time, trace), LinkNodes.EVENTS_SINK);
            context.forward(new Record<>(code, change.link().getLink(), time, trace), LinkNodes.LINKS_SINK);
        }
        for (UrlChange urlChange : effects.urlChanges()) {
            if (ownership.owns(urlChange.key())) {
                // at once: of two creates with findIfExists in a row, the second must find the link of the first
                stores.apply(urlChange);
            } else {
                context.forward(new Record<>(urlChange.key(), urlChange.toText(), time), LinkNodes.URLS_SINK);
            }
        }
        Effects.Memory memory = effects.memory();
        if (memory != null) {
            stores.remember(memory.scope(), memory.entry(), time);
        }
        LinkOutcome outcome = effects.outcome();
        if (outcome != null) {
            var addressed = new AddressedOutcome(outcome, command.getReplyPartition());
            context.forward(new Record<>(command.getCommandId(), addressed, time, trace), LinkNodes.OUTCOMES_SINK);
            metrics.countOutcome(outcome);
        }
        LinkCommand forward = effects.commandToForward();
        if (forward != null) {
            context.forward(new Record<>(CommandKey.of(forward), forward, time, trace), LinkNodes.COMMANDS_SINK);
            metrics.countForward();
        }
    }

    /** Only the trace headers travel on: any other header could make a record longer than the broker accepts. */
    private static Headers traceHeaders(Headers headers) {
        RecordHeaders trace = new RecordHeaders();
        for (String name : TRACE_HEADERS) {
            Header header = headers.lastHeader(name);
            if (header != null && header.value() != null && header.value().length <= LONGEST_HEADER) {
                trace.add(header);
            }
        }
        return trace;
    }
}
