package io.linklog.topology.links;

import io.linklog.kit.tracing.KafkaSpans;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkCommand;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.topics.CommandKey;
import io.linklog.schemas.topics.Topics;
import io.linklog.topology.decision.CommandDecider;
import io.linklog.topology.decision.Effects;
import io.linklog.topology.decision.Ownership;
import io.linklog.topology.decision.UrlChange;
import io.linklog.topology.rebuild.TaskRebuild;
import io.linklog.topology.rebuild.links.DecisionHeaders;
import io.linklog.topology.rebuild.links.LinkEvents;
import io.linklog.topology.rebuild.links.PartitionMark;
import io.linklog.topology.rebuild.links.RebuildStep;
import io.linklog.topology.rebuild.links.StoreMarks;
import io.linklog.topology.streams.CommitHook;
import io.opentelemetry.api.trace.Span;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

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

    private final TaskRebuild<StoreMarks, RebuildStep> rebuild;
    // what the stores reflect after the latest command; null until they are whole
    private @Nullable PartitionMark mark;
    private boolean marked = true;
    // null until the stores are whole, or where links are not purged by themselves
    private @Nullable PurgeSchedule purges;

    /** Begins to make the stores whole; no command comes before. */
    CommandTask(ProcessorContext<String, Object> context, LinkParts parts) {
        this.context = context;
        this.ownership = new Ownership(context.taskId().partition(), parts.partitions());
        this.stores = new PartitionStores(context, parts.serdes());
        this.decider = new CommandDecider(ownership, parts.codes(), parts.rules(), stores);
        this.metrics = parts.metrics();
        this.spans = parts.spans();
        CommitHook hook = context.getStateStore(LinkNodes.BEFORE_COMMIT);
        hook.set(context, this::mark);
        LinkRebuild lost = new LinkRebuild(ownership, stores, this::republish, whole -> {
            mark = whole;
            // the counter of IDs may come from an older etcd than the log
            parts.codes().raise(whole.highestId());
            if (!parts.purgeAfter().isZero()) {
                purges = new PurgeSchedule(context, stores, parts.purgeAfter());
            }
        });
        this.rebuild = new TaskRebuild<>(context, lost, parts.access());
    }

    /** Says in the stores how far they reflect the commands, in the transaction that says so of the group's offset. */
    private void mark() {
        if (!marked && mark != null) {
            stores.mark(mark);
            marked = true;
        }
    }

    private void republish(Link link) {
        // an event that nobody decided may have any time, and Kafka Streams ends at a negative one
        publish(link, Math.max(0, link.getEditedAt().toEpochMilli()), new RecordHeaders());
    }

    /** A purged link moves from the topic of states to that of purged links. The store keeps its name. */
    private void publish(Link link, long time, Headers headers) {
        String name = LinkName.text(link);
        boolean purged = link.getPurged();
        context.forward(new Record<>(name, purged ? null : link, time, headers), LinkNodes.LINKS_SINK);
        if (purged) {
            context.forward(new Record<>(name, link, time, headers), LinkNodes.PURGED_LINKS_SINK);
        }
    }

    void close() {
        if (purges != null) {
            purges.close();
        }
        rebuild.close();
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

    private void decide(Record<String, LinkCommand> record, Headers headers) {
        LinkCommand command = record.value();
        context.recordMetadata().ifPresent(place -> {
            DecisionHeaders.add(headers, place.partition(), place.offset());
            if (mark != null) {
                mark = mark.withCommands(place.offset() + 1);
            }
            marked = false;
        });
        apply(decider.decide(command, record.timestamp()), command, record.timestamp(), headers);
    }

    private void apply(Effects effects, LinkCommand command, long time, Headers headers) {
        Effects.Memory memory = effects.memory();
        if (memory != null) {
            stores.remember(memory.scope(), memory.entry(), time);
            DecisionHeaders.addMemory(headers, memory.scope(), memory.entry().getFingerprint());
        }
        Effects.Change change = effects.change();
        if (change != null) {
            if (mark != null) {
                mark = mark.withId(LinkEvents.id(change.event()));
            }
            metrics.countChange(change.event());
            String name = LinkName.text(change.link().getLink());
            stores.put(change.link());
            context.forward(new Record<>(name, change.event(), time, headers), LinkNodes.EVENTS_SINK);
            publish(change.link().getLink(), time, headers);
        }
        for (UrlChange urlChange : effects.urlChanges()) {
            if (ownership.owns(urlChange.key())) {
                // at once: of two creates with findIfExists in a row, the second must find the link of the first
                stores.apply(urlChange);
            } else {
                context.forward(new Record<>(urlChange.key(), urlChange.toText(), time), LinkNodes.URLS_SINK);
            }
        }
        LinkOutcome outcome = effects.outcome();
        if (outcome != null) {
            var addressed = new AddressedOutcome(outcome, command.getReplyPartition());
            context.forward(new Record<>(command.getCommandId(), addressed, time, headers), LinkNodes.OUTCOMES_SINK);
            metrics.countOutcome(outcome);
        }
        LinkCommand forward = effects.commandToForward();
        if (forward != null) {
            context.forward(new Record<>(CommandKey.of(forward), forward, time, headers), LinkNodes.COMMANDS_SINK);
            metrics.countForward();
        }
    }

    /**
     * Of a command's headers only those of the trace travel on: any other header could make a record longer than the
     * broker accepts.
     */
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
