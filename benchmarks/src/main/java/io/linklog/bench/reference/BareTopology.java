package io.linklog.bench.reference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The reference for Linklog's topology: the minimal exactly-once topology with state. It has a source, one put into a
 * RocksDB store with a changelog, and a sink. It is a program of its own, like Linklog's topology.
 */
final class BareTopology {

    static final String STORE = "bare";

    private BareTopology() {}

    /**
     * @param args bootstrap servers, topic to read, topic to write, commit interval in ms, state folder, and a file
     *     that is created once the topology runs
     */
    public static void main(String[] args) throws Exception {
        Path ready = Path.of(args[5]);
        try (KafkaStreams streams = new KafkaStreams(
                topology(args[1], args[2]), settings(args[0], Integer.parseInt(args[3]), Path.of(args[4])))) {
            CountDownLatch stop = new CountDownLatch(1);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                stop.countDown();
                awaitQuietly(stopped);
            }));
            streams.setStateListener((now, before) -> {
                if (now == KafkaStreams.State.RUNNING) {
                    touch(ready);
                } else if (now == KafkaStreams.State.ERROR) {
                    stop.countDown();
                }
            });
            streams.start();
            stop.await();
            streams.close(Duration.ofSeconds(10));
            stopped.countDown();
        }
    }

    static Topology topology(String from, String to) {
        return new Topology()
                .addSource(
                        "in", Serdes.Bytes().deserializer(), Serdes.ByteArray().deserializer(), from)
                .addProcessor("put", Put::new, "in")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray()),
                        "put")
                .addSink(
                        "out",
                        to,
                        Serdes.Bytes().serializer(),
                        Serdes.ByteArray().serializer(),
                        "put");
    }

    static Properties settings(String bootstrap, int commitMillis, Path state) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "bench-bare",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                commitMillis,
                StreamsConfig.STATE_DIR_CONFIG,
                state.toString(),
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                1,
                // while its last transaction completes, a producer retries after 100 ms by default; with frequent
                // commits that adds tail latency that says nothing about the topology
                StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG),
                2));
        return settings;
    }

    private static void touch(Path file) {
        try {
            Files.writeString(file, "");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init first
    private static final class Put implements Processor<Bytes, byte[], Bytes, byte[]> {
        private ProcessorContext<Bytes, byte[]> context;
        private KeyValueStore<Bytes, byte[]> store;

        @Override
        public void init(ProcessorContext<Bytes, byte[]> context) {
            this.context = context;
            this.store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<Bytes, byte[]> record) {
            store.put(record.key(), record.value());
            context.forward(record);
        }
    }
}
