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

/** One Kafka Streams application of this process, watched. */
public final class StreamsApplication {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private StreamsApplication() {}

    /**
     * Starts it; returns before its partitions are assigned.
     *
     * @param name of its death, and among the metrics
     */
    public static KafkaStreams start(
            String name, Topology topology, Properties settings, MeterRegistry metrics, Health health, Closer closer) {
        KafkaStreams streams = new KafkaStreams(topology, settings);
        closer.add(
                name,
                () -> streams.close(
                        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                                .withTimeout(CLOSE_DEADLINE)));
        KafkaStreamsMetrics streamsMetrics = closer.add(name + " metrics", new KafkaStreamsMetrics(streams));
        streamsMetrics.bindTo(metrics);

        streams.setUncaughtExceptionHandler(new ThreadDeaths(health, System::nanoTime));
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                health.died(name, "every stream thread ended");
            }
        });
        streams.start();
        return streams;
    }

    /** What keeps it from its work; empty when nothing does. */
    public static Optional<String> problem(KafkaStreams streams) {
        return streams.state() == KafkaStreams.State.RUNNING ? Optional.empty() : Optional.of("is " + streams.state());
    }
}
