package io.linklog.command;

import io.linklog.command.batch.BatchApi;
import io.linklog.command.log.CommandLog;
import io.linklog.command.log.OutcomeReader;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;

/** The meters of command-service. Those of the JVM and of HTTP requests are registered elsewhere. */
final class CommandMetrics implements AutoCloseable {

    private final KafkaClientMetrics producer;
    private final KafkaClientMetrics consumer;

    CommandMetrics(MeterRegistry registry, CommandLog log, OutcomeReader outcomes, BatchApi batches) {
        this.producer = new KafkaClientMetrics(log.producer());
        this.consumer = new KafkaClientMetrics(outcomes.consumer());
        producer.bindTo(registry);
        consumer.bindTo(registry);
        Gauge.builder("linklog.commands.waiting", outcomes, OutcomeReader::waiting)
                .description("Commands that wait for their outcome")
                .register(registry);
        FunctionCounter.builder("linklog.commands.refused", log, CommandLog::countRefused)
                .description("Commands refused because the producer's buffer was full or Kafka was unreachable")
                .register(registry);
        Gauge.builder("linklog.batches.running", batches, BatchApi::running)
                .description("Batches in progress")
                .register(registry);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
