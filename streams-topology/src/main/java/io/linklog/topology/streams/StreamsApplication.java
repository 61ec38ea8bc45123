package io.linklog.topology.streams;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** Starts and closes a Kafka Streams application, and reports its end to the health of the process. */
public final class StreamsApplication {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private StreamsApplication() {}

    /**
     * Starts an application into the closer; returns before partitions are assigned.
     *
     * @param name of the application in health and among the closer's parts
     * @param gate opened by the tasks of the topology
     */
    public static KafkaStreams start(
            String name,
            Topology topology,
            Properties settings,
            PartitionGate gate,
            MeterRegistry metrics,
            Health health,
            Closer closer) {
        KafkaStreams streams = new KafkaStreams(topology, settings, new GatedClients(gate));
        closer.add(
                name,
                () -> streams.close(
                        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                                .withTimeout(CLOSE_DEADLINE)));
        KafkaStreamsMetrics streamsMetrics = closer.add(name + " metrics", new KafkaStreamsMetrics(streams));
        streamsMetrics.bindTo(metrics);

        streams.setUncaughtExceptionHandler(new ThreadDeathHandler(health, System::nanoTime));
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                health.reportDeath(name, "every stream thread ended");
            }
        });
        streams.start();
        return streams;
    }

    /** Why an application is not ready; empty when it is. */
    public static Optional<String> problem(KafkaStreams streams) {
        return streams.state() == KafkaStreams.State.RUNNING ? Optional.empty() : Optional.of("is " + streams.state());
    }
}
