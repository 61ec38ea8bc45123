package io.linklog.command;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.concurrent.TimeUnit;

/** What is measured, beside what the JVM tells. */
final class Metrics implements AutoCloseable {

    private static final String BEGIN = "linklog.begin";

    private final MeterRegistry registry;
    private final KafkaClientMetrics producer;
    private final KafkaClientMetrics consumer;

    Metrics(MeterRegistry registry, CommandLog log, Outcomes outcomes, Batches batches) {
        this.registry = registry;
        this.producer = new KafkaClientMetrics(log.producer());
        this.consumer = new KafkaClientMetrics(outcomes.consumer());
        producer.bindTo(registry);
        consumer.bindTo(registry);
        Gauge.builder("linklog.commands.waiting", outcomes, Outcomes::waiting)
                .description("Commands whose outcome is waited for")
                .register(registry);
        FunctionCounter.builder("linklog.commands.refused", log, CommandLog::refused)
                .description("Commands refused because the producer's buffer was full or Kafka not known")
                .register(registry);
        Gauge.builder("linklog.batches.running", batches, Batches::running)
                .description("Batches under way")
                .register(registry);
    }

    /** Times every request by route, method and status. */
    void addTo(RoutesConfig routes) {
        routes.before(ctx -> ctx.attribute(BEGIN, System.nanoTime()));
        routes.after(this::record);
    }

    private void record(Context ctx) {
        Long begin = ctx.attribute(BEGIN);
        if (begin == null) {
            return;
        }
        var matched = ctx.endpoints().matchedHttpEndpoint();
        Timer.builder("http.server.requests")
                .tag("method", ctx.method().name())
                // never the path as it came: each would be a meter of its own
                .tag("route", matched == null ? "none" : matched.path)
                .tag("status", Integer.toString(ctx.statusCode()))
                .register(registry)
                .record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
