package io.linklog.topology;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.rules.LinkRules;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.codes.Codes;
import io.opentelemetry.api.trace.Span;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** The thin shell around {@link CommandDesk}: applies to stores and sinks what was decided, all of it or nothing. */
final class Decide implements Processor<String, LinkCommand, String, Object> {

    private static final String[] TRACE_HEADERS = {"traceparent", "tracestate"};
    // W3C Trace Context asks for 512 characters of tracestate at least; a longer header is not ours to carry
    private static final int LONGEST_HEADER = 512;

    private final int partitions;
    private final Codes codes;
    private final LinkRules rules;
    private final DecisionMetrics metrics;
    private final KafkaSpans spans;

    // set by init
    private ProcessorContext<String, Object> context;
    private Ownership ownership;
    private StoredState state;
    private CommandDesk desk;

    @SuppressWarnings("NullAway.Init")
    Decide(int partitions, Codes codes, LinkRules rules, DecisionMetrics metrics, KafkaSpans spans) {
        this.partitions = partitions;
        this.codes = codes;
        this.rules = rules;
        this.metrics = metrics;
        this.spans = spans;
    }

    @Override
    public void init(ProcessorContext<String, Object> processorContext) {
        context = processorContext;
        ownership = new Ownership(context.taskId().partition(), partitions);
        state = new StoredState(context);
        desk = new CommandDesk(ownership, codes, rules, state);
    }

    @Override
    public void process(Record<String, LinkCommand> record) {
        if (spans.follows(record.headers())) {
            follow(record);
        } else {
            decide(record, traceOf(record.headers()));
        }
    }

    /**
     * What is sent on carries this span and has none of its own: it is sent when the transaction is committed. A
     * transaction that fails is decided again, and leaves a span a time.
     */
    private void follow(Record<String, LinkCommand> record) {
        var place = context.recordMetadata();
        Span span = spans.process(
                Topics.LINK_COMMANDS.name(),
                place.map(RecordMetadata::partition).orElse(ownership.partition()),
                place.map(RecordMetadata::offset).orElse(-1L),
                record.key(),
                KafkaSpans.context(record.headers()));
        span.setAttribute("messaging.consumer.group.name", Nodes.APPLICATION_ID);
        Headers trace = traceOf(record.headers());
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
        apply(desk.decide(command, record.timestamp()), command, record.timestamp(), trace);
    }

    private void apply(Effects effects, LinkCommand command, long time, Headers trace) {
        if (effects.link() != null) {
            String code = effects.link().getLink().getCode();
            state.put(effects.link());
            context.forward(new Record<>(code, effects.event(), time, trace), Nodes.EVENTS_SINK);
            context.forward(new Record<>(code, effects.link().getLink(), time, trace), Nodes.LINKS_SINK);
        }
        for (UrlIndex.Change change : effects.urlChanges()) {
            if (ownership.owns(change.key())) {
                // at once, so that of two creates by findIfExists one after another the second finds the first
                state.apply(change);
            } else {
                context.forward(new Record<>(change.key(), change.toText(), time), Nodes.URLS_SINK);
            }
        }
        if (effects.scope() != null) {
            state.remember(effects.scope(), effects.remembered(), time);
        }
        LinkOutcome outcome = effects.outcome();
        if (outcome != null) {
            context.forward(
                    new Record<>(command.getCommandId(), new Answer(outcome, command.getReplyPartition()), time, trace),
                    Nodes.OUTCOMES_SINK);
            metrics.decided(outcome);
        }
        LinkCommand passedOn = effects.passedOn();
        if (passedOn != null) {
            context.forward(new Record<>(CommandKey.of(passedOn), passedOn, time, trace), Nodes.COMMANDS_SINK);
            metrics.passedOn();
        }
    }

    private static Headers traceOf(Headers headers) {
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
