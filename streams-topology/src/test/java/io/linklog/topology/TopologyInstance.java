package io.linklog.topology;

import io.linklog.kit.process.Closer;
import io.linklog.kit.process.Health;
import io.linklog.kit.service.ServiceRuntime;
import io.linklog.kit.settings.Env;
import io.linklog.stack.LocalStack;
import io.linklog.topology.streams.StreamsApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KafkaStreams;
import org.awaitility.Awaitility;

/** A running topology in this JVM, started like the process. */
final class TopologyInstance implements AutoCloseable {

    static final int PARTITIONS = 4;

    final Health health = new Health();
    final MeterRegistry metrics;
    final StreamsApplication streams;
    private final Closer closer = new Closer();

    private TopologyInstance(Map<String, String> environment) throws Exception {
        Env env = new Env(environment);
        TopologySettings settings = TopologySettings.from(env);
        env.check();
        ServiceRuntime runtime = ServiceRuntime.start(settings.service(), health, closer);
        metrics = runtime.meters();
        streams = StreamsTopology.open(settings, runtime, health, closer);
    }

    static TopologyInstance start(LocalStack stack, Path stateDir, String id) throws Exception {
        return start(stack, stateDir, id, Map.of());
    }

    /** @param more settings beside the usual ones */
    static TopologyInstance start(LocalStack stack, Path stateDir, String id, Map<String, String> more)
            throws Exception {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("LINKLOG_PARTITIONS", Integer.toString(PARTITIONS));
        environment.put("LINKLOG_STATE_DIR", stateDir.toString());
        environment.put("LINKLOG_INSTANCE_ID", id);
        environment.put("LINKLOG_ADMIN_PORT", "0");
        environment.put("LINKLOG_PUBLIC_URL", "http://sho.rt");
        environment.putAll(more);
        TopologyInstance instance = new TopologyInstance(environment);
        Awaitility.await("topology running")
                .atMost(Duration.ofSeconds(60))
                .until(() -> instance.streams.state() == KafkaStreams.State.RUNNING);
        return instance;
    }

    @Override
    public void close() throws Exception {
        closer.close();
    }
}
