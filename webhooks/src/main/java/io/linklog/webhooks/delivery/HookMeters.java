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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What is counted of one hook; there are {@link HookStore#MOST} at most. Thread-safe. */
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
                    kept(Timer.builder("linklog.webhook.calls")
                            .description("time of one call of a webhook, seconds, by what became of it")
                            .tag("hook", hook)
                            .tag("outcome", verdict.name().toLowerCase(Locale.ROOT))
                            .register(registry)));
        }
        kept(Gauge.builder("linklog.webhook.suspended", suspended, AtomicLong::doubleValue)
                .description("1 while a webhook's endpoint fails and is only probed")
                .tag("hook", hook)
                .register(registry));
        kept(Gauge.builder("linklog.webhook.lag", lag, AtomicLong::doubleValue)
                .description("records of this instance's partitions that a webhook has still to pass")
                .tag("hook", hook)
                .register(registry));
    }

    private Counter events(String result) {
        return kept(Counter.builder(EVENTS)
                .description("events of a webhook, by what became of them: delivered; dead, in webhooks.dlq;"
                        + " unreadable; expired, gone from the log before they were read")
                .tag("hook", hook)
                .tag("result", result)
                .register(registry));
    }

    private <T extends Meter> T kept(T meter) {
        all.add(meter);
        return meter;
    }

    void delivered() {
        delivered.increment();
    }

    void dead() {
        dead.increment();
    }

    void unreadable() {
        unreadable.increment();
    }

    void expired(long records) {
        expired.increment(records);
    }

    void called(Verdict outcome, long nanos) {
        calls.get(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    void suspended(boolean is) {
        suspended.set(is ? 1 : 0);
    }

    void lag(long records) {
        lag.set(records);
    }

    /** The hook is no more this instance's business. */
    @Override
    public void close() {
        all.forEach(registry::remove);
    }
}
