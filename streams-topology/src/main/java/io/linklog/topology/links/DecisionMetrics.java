package io.linklog.topology.links;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts decisions, when they are made and not when they are committed: a repeated transaction counts twice. */
public final class DecisionMetrics {

    private final Map<LinkOperation, Counter> accepted = new EnumMap<>(LinkOperation.class);
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private final Counter forwarded;

    public DecisionMetrics(MeterRegistry registry) {
        for (LinkOperation operation : LinkOperation.values()) {
            accepted.put(operation, registry.counter("linklog.commands.decided", "result", operation.name()));
        }
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(reason, registry.counter("linklog.commands.decided", "result", reason.name()));
        }
        forwarded = registry.counter("linklog.commands.passed.on");
    }

    void countOutcome(LinkOutcome outcome) {
        if (outcome.getResult() instanceof Accepted yes) {
            count(accepted, yes.getOperation());
        } else {
            count(rejected, ((Rejected) outcome.getResult()).getReason());
        }
    }

    private static <K extends Enum<K>> void count(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter != null) { // every constant has one
            counter.increment();
        }
    }

    void countForward() {
        forwarded.increment();
    }
}
