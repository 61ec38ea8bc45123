package io.linklog.topology;

import io.linklog.kit.blocked.BlockedSettings;
import io.linklog.kit.decider.TopologyFigures;
import io.linklog.kit.kafka.KafkaSettings;
import io.linklog.kit.service.ServiceSettings;
import io.linklog.kit.settings.Env;
import io.linklog.kit.settings.SchemaRegistryEnv;
import io.linklog.kit.settings.StateFolder;
import io.linklog.kit.targets.TargetSettings;
import io.linklog.schemas.wire.SchemaRegistry;
import io.linklog.topology.assignment.WarmTaskAssignor;
import io.linklog.topology.codes.CodeSource;
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
 * @param publicUrl prefix of short links; a target with this host is refused
 * @param stateDir folder of the stores of all instances on this machine; if lost, Kafka restores it
 * @param commitInterval time between two commits of decisions
 * @param visitsCommitInterval time between two commits of visit totals
 * @param visitsBytes heap for recently used rows of totals, about
 * @param threads number of stream threads that decide commands
 * @param standbys copies of each store on other instances, if there are any
 * @param sessionTimeout time without a sign of life after which an instance counts as dead
 * @param rocksBytes native memory of all stores together
 * @param idReserve minimum time that leased IDs last while etcd is unavailable
 * @param blockedTargets hosts to which no link that is restored may lead
 * @param targets what is said about targets beside their hosts
 * @param purgeAfter time after its deletion when a link is purged; zero for never
 */
public record TopologySettings(
        ServiceSettings service,
        KafkaSettings kafka,
        SchemaRegistry.Settings registry,
        URI publicUrl,
        Path stateDir,
        Duration commitInterval,
        Duration visitsCommitInterval,
        long visitsBytes,
        int threads,
        int standbys,
        Duration sessionTimeout,
        long rocksBytes,
        Duration idReserve,
        BlockedSettings blockedTargets,
        TargetSettings targets,
        Duration purgeAfter) {

    static final String SERVICE = TopologyFigures.SERVICE;
    static final int DEFAULT_ADMIN_PORT = 9083;

    private static final long MIB = 1024 * 1024;

    /** The longest request to a broker. A dead letter is the longest record, see {@link DeadLetterHandler}. */
    private static final int LONGEST_REQUEST_BYTES = 2 * 1024 * 1024;

    /** Reads the settings. The caller must call {@link Env#check()}. */
    public static TopologySettings from(Env env) {
        ServiceSettings service = ServiceSettings.withoutHttp(env, SERVICE, DEFAULT_ADMIN_PORT);
        Path stateDir = StateFolder.from(env);
        return new TopologySettings(
                service,
                KafkaSettings.from(env),
                SchemaRegistryEnv.from(env),
                env.httpUrl("LINKLOG_PUBLIC_URL", "http://localhost:8080", "prefix of short links"),
                stateDir,
                env.duration(
                        "LINKLOG_TOPOLOGY_COMMIT_INTERVAL",
                        Duration.ofMillis(25),
                        "time between two commits of decisions; a shorter one answers sooner, a longer one decides"
                                + " more commands per second"),
                env.duration(
                        "LINKLOG_VISITS_COMMIT_INTERVAL",
                        Duration.ofMillis(500),
                        "time between two commits of visit totals; each changed row is written once per commit"),
                MIB
                        * env.integer(
                                "LINKLOG_VISITS_CACHE_MB",
                                64,
                                8,
                                16_384,
                                "heap for recently used rows of visit totals, in MiB"),
                env.integer("LINKLOG_TOPOLOGY_THREADS", 1, 1, 64, "number of stream threads that decide commands"),
                env.integer(
                        "LINKLOG_TOPOLOGY_STANDBYS",
                        1,
                        0,
                        3,
                        "number of copies of each store on other instances, if there are any; without one, whoever"
                                + " takes over reads the whole store from Kafka first"),
                env.duration(
                        "LINKLOG_TOPOLOGY_SESSION_TIMEOUT",
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(6),
                        Duration.ofMinutes(15),
                        "time without a sign of life after which an instance counts as dead; if its process has"
                                + " ended, the others see that at once"),
                MIB
                        * env.integer(
                                "LINKLOG_TOPOLOGY_ROCKSDB_MB",
                                128,
                                16,
                                65_536,
                                "native memory of all stores together, in MiB"),
                env.duration(
                        "LINKLOG_ID_RESERVE",
                        CodeSource.DEFAULT_RESERVE,
                        Duration.ofMinutes(1),
                        Duration.ofDays(7),
                        "minimum time that leased IDs last at the recent rate of creates, while etcd is unavailable"),
                BlockedSettings.from(env, stateDir.resolve(service.instanceId())),
                TargetSettings.from(env),
                purgeAfter(env));
    }

    /** Off by default: a purge cannot be undone, so nobody gets one by an upgrade. */
    private static Duration purgeAfter(Env env) {
        return env.duration(
                "LINKLOG_PURGE_DELETED_AFTER",
                Duration.ZERO,
                "time after which a deleted link is purged by itself, for instance 30d; 0 for never. The same for all"
                        + " instances");
    }

    /** The folder of this instance's stores. */
    Path instanceFolder() {
        return stateDir.resolve(service.instanceId());
    }

    /**
     * The Kafka Streams settings of the application that decides commands.
     *
     * @param plugins objects for the classes that Streams creates; they look them up by name
     */
    Properties streams(Map<String, Object> plugins) {
        Map<String, Object> own = common(plugins, commitInterval);
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, LinkNodes.APPLICATION_ID);
        own.put(StreamsConfig.CLIENT_ID_CONFIG, service.instanceId());
        // the two sources are independent: a task does not wait for one of them to order their records by time
        own.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, threads);
        // sends start during the interval, so the flush at its end has little left to do
        own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        // all records of one poll are decided before the commit interval is checked: 50 ms at 0.1 ms each
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 500);
        return kafka.client(own);
    }

    /**
     * The Kafka Streams settings of the application that counts a generation of visits.
     *
     * @param plugins as for {@link #streams}
     */
    Properties visitStreams(int generation, Map<String, Object> plugins) {
        Map<String, Object> own = common(plugins, visitsCommitInterval);
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, Generation.application(generation));
        own.put(StreamsConfig.CLIENT_ID_CONFIG, service.instanceId() + "-" + Generation.shortName(generation));
        // one thread: counting a visit takes about 10 microseconds, and commands need the other processors
        own.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        // only the processor can tell that a visit cannot be counted; it throws, and this makes a dead letter
        own.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        // everything is sent at once, at the end of the interval
        own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        // a backlog must fit beside the totals in a small heap; the default is 50 MiB
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 8 * 1024 * 1024);
        return kafka.client(own);
    }

    private Map<String, Object> common(Map<String, Object> plugins, Duration interval) {
        Map<String, Object> own = new HashMap<>(plugins);
        own.put(StreamsConfig.STATE_DIR_CONFIG, instanceFolder().toString());

        // an outcome, its event and the state behind both are committed together or not at all
        own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // a store named by its place in the graph would get another name, and lose its data, with the next change
        own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);

        // a caller waits for a commit: half an interval on average, plus 2 to 3 ms for the commit itself
        own.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, interval.toMillis());
        // a thread that waits in poll does not commit: with the default of 100 ms, a lone create would wait for the
        // poll and not for the interval
        own.put(StreamsConfig.POLL_MS_CONFIG, Math.max(1, interval.toMillis() / 4));
        // no store has a cache: the next record reads what this one wrote, and a cache would only delay changelogs
        own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        own.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, standbys);
        // a partition moves only to an instance whose copy lacks fewer records: they are read in milliseconds. The
        // default is 10,000; with 0 none would move while commands arrive
        own.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, 1_000L);
        own.put(StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG, WarmTaskAssignor.class.getName());
        // changelogs are as valuable as the topics beside them
        own.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, kafka.replicationFactor());
        own.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.Setter.class);
        own.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        // there is no global thread; without this line Streams warns that its default will change
        own.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);

        // transactions follow each other without a pause, and the broker asks to retry while one ends: a retry after
        // 2 ms in place of 100 removes a latency tail of 100 ms
        own.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 2);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), LONGEST_REQUEST_BYTES);
        joinGroup(own);
        return own;
    }

    /**
     * A process that ends is noticed by the other instances, which remove it from the group
     * ({@link io.linklog.topology.takeover.Takeover}). The time-outs are for the end of a machine or its network.
     */
    private void joinGroup(Map<String, Object> own) {
        // a dead instance leaves a transaction open; readers of committed records wait this long for it
        own.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), (int)
                sessionTimeout.toMillis());
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), (int)
                sessionTimeout.toMillis());
        // a killed instance that nobody has removed takes its partitions again when it restarts under its id
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), service.instanceId());
        // members learn of a rebalance by the answer to a heartbeat, twice when a partition changes its owner
        own.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
    }
}
