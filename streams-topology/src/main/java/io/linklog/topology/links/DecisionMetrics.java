package io.linklog.topology.links;

import io.linklog.schemas.Accepted;
import io.linklog.schemas.LinkEvent;
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
    private final Counter purgedByAdmin;
    private final Counter purgedByAge;

    public DecisionMetrics(MeterRegistry registry) {
        for (LinkOperation operation : LinkOperation.values()) {
            accepted.put(operation, decided(registry, operation.name()));
        }
        for (RejectionReason reason : RejectionReason.values()) {
            rejected.put(reason, decided(registry, reason.name()));
        }
        forwarded = Counter.builder("linklog.commands.passed.on")
                .description("Commands passed on to the partition that owns their code")
                .register(registry);
        purgedByAdmin = purged(registry, "admin");
        purgedByAge = purged(registry, "age");
    }

    private static Counter purged(MeterRegistry registry, String by) {
        return Counter.builder("linklog.links.purged")
                .description("Links purged by an admin, or by age: a time after their deletion")
                .tag("by", by)
                .register(registry);
    }

    private static Counter decided(MeterRegistry registry, String result) {
        return Counter.builder("linklog.commands.decided")
                .description("Commands decided, by operation if accepted, else by the reason of the rejection")
                .tag("result", result)
                .register(registry);
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

    void countChange(LinkEvent event) {
        if (event.getLink().getPurged()) {
            (PurgeSchedule.SENDER.equals(event.getBy()) ? purgedByAge : purgedByAdmin).increment();
        }
    }

    void countForward() {
        forwarded.increment();
    }
}
