package io.linklog.webhooks.delivery;

import io.linklog.webhooks.call.Verdict;
import io.linklog.webhooks.hooks.HookStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of one hook. There are at most {@link HookStore#MOST} hooks. Thread-safe. */
final class HookMeters implements AutoCloseable {

    private static final String EVENTS = "linklog.webhook.events";

    private final MeterRegistry registry;
    private final String hook;
    private final List<Meter> all = new ArrayList<>();
    private final Counter delivered;
    private final Counter dead;
    private final Counter unreadable;
    private final Counter expired;
    private final Map<Verdict, Timer> calls = new EnumMap<>(Verdict.class);
    private final AtomicLong suspended = new AtomicLong();
    private final AtomicLong lag = new AtomicLong();

    HookMeters(MeterRegistry registry, String hook) {
        this.registry = registry;
        this.hook = hook;
        this.delivered = events("delivered");
        this.dead = events("dead");
        this.unreadable = events("unreadable");
        this.expired = events("expired");
        for (Verdict verdict : Verdict.values()) {
            calls.put(
                    verdict,
                    keep(Timer.builder("linklog.webhook.calls")
                            .description("duration of one call of a webhook in seconds, by outcome")
                            .tag("hook", hook)
                            .tag("outcome", verdict.name().toLowerCase(Locale.ROOT))
                            .register(registry)));
        }
        keep(Gauge.builder("linklog.webhook.suspended", suspended, AtomicLong::doubleValue)
                .description("1 while the endpoint of a webhook fails and only gets probes")
                .tag("hook", hook)
                .register(registry));
        keep(Gauge.builder("linklog.webhook.lag", lag, AtomicLong::doubleValue)
                .description("records that a webhook has not processed yet, in the partitions of this instance")
                .tag("hook", hook)
                .register(registry));
    }

    private Counter events(String result) {
        return keep(Counter.builder(EVENTS)
                .description("events of a webhook by result: delivered; dead (in webhooks.dlq); unreadable;"
                        + " expired (deleted from the log before they were read)")
                .tag("hook", hook)
                .tag("result", result)
                .register(registry));
    }

    private <T extends Meter> T keep(T meter) {
        all.add(meter);
        return meter;
    }

    void countDelivery() {
        delivered.increment();
    }

    void countDeadLetter() {
        dead.increment();
    }

    void countUnreadable() {
        unreadable.increment();
    }

    void countExpired(long records) {
        expired.increment(records);
    }

    void recordCall(Verdict outcome, long nanos) {
        Objects.requireNonNull(calls.get(outcome), "a timer for each verdict").record(nanos, TimeUnit.NANOSECONDS);
    }

    void setSuspended(boolean is) {
        suspended.set(is ? 1 : 0);
    }

    void setLag(long records) {
        lag.set(records);
    }

    /** Removes the metrics from the registry. */
    @Override
    public void close() {
        all.forEach(registry::remove);
    }
}
