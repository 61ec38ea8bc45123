package io.linklog.topology;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkOperation;
import io.linklog.schemas.LinkOutcome;
import io.linklog.schemas.Rejected;
import io.linklog.schemas.RejectionReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/**
 * Counts what becomes of commands. Counted when decided, not when committed: a transaction that fails is counted twice.
 */
final class DecisionMetrics {

    private final Map<LinkOperation, Counter> accepted = new EnumMap<>(LinkOperation.class);
    private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
    private final Counter passedOn;

    DecisionMetrics(MeterRegistry registry) {
        for (LinkOperation operation : LinkOperation.values()) {
            accepted.put(operation, registry.counter("linklog.commands.decided", "result", operation.name()));
        }
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(reason, registry.counter("linklog.commands.decided", "result", reason.name()));
        }
        passedOn = registry.counter("linklog.commands.passed.on");
    }

    void decided(LinkOutcome outcome) {
        Counter counter = outcome.getResult() instanceof Accepted yes
                ? accepted.get(yes.getOperation())
                : rejected.get(((Rejected) outcome.getResult()).getReason());
        counter.increment();
    }

    void passedOn() {
        passedOn.increment();
    }
}
