package io.linklog.topology.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreClearingTest {

    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    @Test
    void allEntriesOfAllStoresAreDeletedAFewAtATime() {
        try (TopologyTestDriver driver = driver()) {
            KeyValueStore<String, byte[]> entries = driver.getKeyValueStore("entries");
            WindowStore<String, byte[]> windows = driver.getWindowStore("windows");
            for (int i = 0; i < 1_000; i++) {
                entries.put("key " + i, new byte[] {1});
                windows.put("key " + i, new byte[] {1}, i % 3 * DAY.toMillis());
            }
            try (StoreClearing clearing = new StoreClearing(List.of(entries), List.of(windows))) {
                assertThat(clearing.deleteUntil(System.nanoTime())).isFalse();
                while (!clearing.deleteUntil(System.nanoTime() + 100_000)) {
                    // the next slice
                }
            }
            try (KeyValueIterator<?, ?> left = entries.all();
                    KeyValueIterator<?, ?> windowsLeft = windows.all()) {
                assertThat(left.hasNext()).isFalse();
                assertThat(windowsLeft.hasNext()).isFalse();
            }
        }
    }

    private TopologyTestDriver driver() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "clearing");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        Topology topology = new Topology()
                .addSource("in", new StringDeserializer(), new StringDeserializer(), "topic")
                .addProcessor(
                        "keep",
                        () -> new ContextualProcessor<String, String, Void, Void>() {
                            @Override
                            public void process(Record<String, String> record) {}
                        },
                        "in")
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore("entries"), Serdes.String(), Serdes.ByteArray()),
                        "keep")
                .addStateStore(
                        Stores.windowStoreBuilder(
                                Stores.persistentWindowStore("windows", DAY.multipliedBy(7), DAY, false),
                                Serdes.String(),
                                Serdes.ByteArray()),
                        "keep");
        return new TopologyTestDriver(topology, properties);
    }
}
