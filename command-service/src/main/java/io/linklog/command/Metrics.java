package io.linklog.command;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;

/** What is measured, beside what the JVM tells. */
final class Metrics implements AutoCloseable {

    private final KafkaClientMetrics producer;
    private final KafkaClientMetrics consumer;

    Metrics(MeterRegistry registry, CommandLog log, Outcomes outcomes, Batches batches) {
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

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
