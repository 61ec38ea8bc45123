package io.linklog.topology.streams;

import io.linklog.kit.process.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka Streams application that can be started again, so that all its tasks begin anew. Reports its end to the
 * health of the process. Thread-safe.
 */
public final class StreamsApplication implements AutoCloseable {

    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(15);

    private final String name;
    private final Supplier<Topology> topology;
    private final Properties settings;
    private final PartitionGate gate;
    private final MeterRegistry metrics;
    private final Health health;
    private volatile @Nullable KafkaStreams streams;
    // the two guarded by this
    private @Nullable KafkaStreamsMetrics streamsMetrics;
    private boolean closed;

    /**
     * Starts; returns before partitions are assigned.
     *
     * @param name of the application in health
     * @param topology makes the graph for each start
     * @param gate opened by the tasks of the topology
     */
    public StreamsApplication(
            String name,
            Supplier<Topology> topology,
            Properties settings,
            PartitionGate gate,
            MeterRegistry metrics,
            Health health) {
        this.name = name;
        this.topology = topology;
        this.settings = settings;
        this.gate = gate;
        this.metrics = metrics;
        this.health = health;
        start();
    }

    /**
     * Several parts of the process keep files in this folder. Streams ends the start if another one makes it between
     * the look and the {@code mkdirs} of Streams.
     */
    private void makeFolder() {
        try {
            Files.createDirectories(Path.of(settings.getProperty(StreamsConfig.STATE_DIR_CONFIG)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void start() {
        makeFolder();
        KafkaStreams started = new KafkaStreams(topology.get(), settings, new GatedClients(gate, settings));
        started.setUncaughtExceptionHandler(new ThreadDeathHandler(health, System::nanoTime));
        started.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR) {
                health.reportDeath(name, "every stream thread ended");
            }
        });
        streams = started;
        streamsMetrics = new KafkaStreamsMetrics(started);
        streamsMetrics.bindTo(metrics);
        try {
            started.start();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private synchronized void stop() {
        if (streamsMetrics != null) {
            streamsMetrics.close();
            streamsMetrics = null;
        }
        KafkaStreams running = streams;
        streams = null;
        if (running != null) {
            running.close(CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
                    .withTimeout(CLOSE_DEADLINE));
        }
    }

    /**
     * Closes all tasks and begins anew. Waits up to 15 s for the end of the tasks. If it fails, it reports the death of
     * the application: a process that starts again has the same effect.
     */
    public synchronized void restart() {
        if (closed) {
            return;
        }
        stop();
        try {
            start();
        } catch (RuntimeException e) {
            health.reportDeath(name, "cannot be started again: " + e);
            throw e;
        }
    }

    /** The state of Kafka Streams. */
    public KafkaStreams.State state() {
        KafkaStreams running = streams;
        return running == null ? KafkaStreams.State.NOT_RUNNING : running.state();
    }

    /** Why it is not ready; empty when it is. */
    public Optional<String> problem() {
        KafkaStreams.State now = state();
        return now == KafkaStreams.State.RUNNING ? Optional.empty() : Optional.of("is " + now);
    }

    /** Ends all tasks, within 15 s. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }
}
