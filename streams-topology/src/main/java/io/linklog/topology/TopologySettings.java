package io.linklog.topology;

import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.process.AdminServer;
import io.linklog.kit.registration.RegistrationSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.EtcdEnv;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.settings.StateFolder;
import io.linklog.kit.tracing.TracingSettings;
import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.topology.links.LinkNodes;
import io.linklog.topology.streams.DeadLetterHandler;
import io.linklog.topology.streams.RocksMemory;
import io.linklog.visits.Generation;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of the topology.
 *
 * @param publicUrl what short links begin with; a target there is refused
 * @param instanceId unique among the running instances and the same after a restart
 * @param stateDir where this instance keeps its stores; may be lost, then they are read back from Kafka
 * @param commitInterval how often results become visible
 * @param visitsCommitInterval how often totals of visits become visible
 * @param visitsBytes of heap for rows of totals that were used lately, about
 * @param threads that process partitions
 * @param standbys copies of each store on other instances
 * @param rocksBytes native memory of all stores together
 * @param registration how it shows in the registry
 * @param tracing where its spans go
 */
public record TopologySettings(
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        EtcdSettings etcd,
        URI publicUrl,
        int adminPort,
        String instanceId,
        Path stateDir,
        Duration commitInterval,
        Duration visitsCommitInterval,
        long visitsBytes,
        int threads,
        int standbys,
        long rocksBytes,
        RegistrationSettings registration,
        TracingSettings tracing) {

    static final String SERVICE = "streams-topology";
    static final int DEFAULT_ADMIN_PORT = 9083;

    /** The most that one request to the broker may hold: a dead letter is the longest record, see DeadLetterHandler. */
    private static final int LONGEST_REQUEST_BYTES = 2 * 1024 * 1024;

    /** Reads them; mistakes are reported by {@link Env#check()}. */
    public static TopologySettings from(Env env) {
        int adminPort = AdminServer.port(env, DEFAULT_ADMIN_PORT);
        RegistrationSettings registration = RegistrationSettings.withoutHttp(env, SERVICE, adminPort);
        return new TopologySettings(
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                EtcdEnv.from(env),
                env.httpUrl("LINKLOG_PUBLIC_URL", "http://localhost:8080", "what short links begin with"),
                adminPort,
                RegistrationSettings.instanceId(env, SERVICE),
                StateFolder.from(env),
                env.duration(
                        "LINKLOG_TOPOLOGY_COMMIT_INTERVAL",
                        Duration.ofMillis(25),
                        "how often results become visible; shorter answers sooner, longer does more a second"),
                env.duration(
                        "LINKLOG_VISITS_COMMIT_INTERVAL",
                        Duration.ofMillis(500),
                        "how often totals of visits become visible; a row that changes is written once in it"),
                env.integer(
                                "LINKLOG_VISITS_CACHE_MB",
                                64,
                                8,
                                16_384,
                                "memory for totals of visits that changed lately, MiB")
                        * 1024L
                        * 1024L,
                env.integer("LINKLOG_TOPOLOGY_THREADS", 1, 1, 64, "threads that process partitions"),
                env.integer("LINKLOG_TOPOLOGY_STANDBYS", 0, 0, 3, "copies of each store on other instances"),
                env.integer("LINKLOG_TOPOLOGY_ROCKSDB_MB", 128, 16, 65_536, "native memory of all stores, MiB")
                        * 1024L
                        * 1024L,
                registration,
                TracingSettings.from(env, registration));
    }

    /**
     * Settings of the application that decides commands; the given ones are objects that Streams' plug-ins look for.
     */
    Properties streams(Map<String, Object> plugins) {
        Map<String, Object> own = common(plugins, commitInterval);
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, LinkNodes.APPLICATION_ID);
        own.put(StreamsConfig.CLIENT_ID_CONFIG, instanceId);
        // the two sources are independent: no waiting for one so that the other may come first
        own.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        // sends begin while the interval runs, so that the flush at its end has little left to do
        own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        // what one poll brings is decided before the next look at the clock; at 0.1 ms each that is 50 ms
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
        return kafka.client(own);
    }

    /** Settings of the application that counts a generation of visits; the given ones as for {@link #streams}. */
    Properties visitStreams(int generation, Map<String, Object> plugins) {
        Map<String, Object> own = common(plugins, visitsCommitInterval);
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, Generation.application(generation));
        own.put(StreamsConfig.CLIENT_ID_CONFIG, instanceId + "-" + VisitCounters.name(generation));
        // one: counting takes some 10 microseconds a visit, and commands want the other processors
        own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        // a visit that cannot be counted is put aside by the processor, which alone can tell
        own.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        // everything is sent at the end of the interval, at once
        own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        // a backlog is fetched in pieces that fit beside the totals in a small heap; the default is 50 MiB
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 * 1024 * 1024);
        return kafka.client(own);
    }

    private Map<String, Object> common(Map<String, Object> plugins, Duration interval) {
        Map<String, Object> own = new HashMap<>(plugins);
        own.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.resolve(instanceId).toString());

        // an outcome, its event and the state behind both are committed together or not at all
        own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // a store that Streams named by its place in the graph would be another one after the next change
        own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);

        // a caller waits for a commit: half an interval on average, and the commit itself takes 2-3 ms
        own.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, interval.toMillis());
        // a thread that waits for records does not commit meanwhile; with the default of 100 ms a lone create would
        // wait for that instead of for the interval
        own.put(StreamsConfig.POLL_MS_CONFIG, Math.max(1, interval.toMillis() / 4));
        // no store is cached: each record is read back by the next one at once, and a cache would only delay changelogs
        own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        own.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        // changelogs are as precious as the topics beside them
        own.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replicationFactor());
        own.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.Setter.class);
        own.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        // there is no global thread; said only so that Streams does not warn of a default that will change
        own.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);

        // transactions follow each other without pause, and the broker asks for patience while one ends: 2 ms of it
        // instead of 100 takes away a tail of 100 ms
        own.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LONGEST_REQUEST_BYTES);
        // an instance that dies leaves a transaction open, and readers of committed records wait for it that long
        own.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 10_000);

        // a killed instance that comes back under its name takes up its partitions at once, without waiting for the
        // session of its former life; another instance takes them over when it does not come back in this time
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 3_000);
        return own;
    }
}
