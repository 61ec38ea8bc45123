package io.linklog.stack;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.ClassArchive;
import io.linklog.stack.jvm.Jdk;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.machine.Executables;
import io.linklog.stack.machine.Sockets;
import io.linklog.stack.machine.StackException;
import io.linklog.stack.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * One Kafka node, broker and KRaft controller in one process.
 *
 * @param security empty if everybody who reaches it may do everything
 */
record KafkaServer(Checkout checkout, Path folder, ServerPorts ports, Tuning tuning, Optional<KafkaSecurity> security)
        implements Program {

    /**
     * What changes the state of the broker or of a group. At INFO, the others write 6 MB an hour, a line for each
     * segment, snapshot and replayed record.
     */
    private static final List<String> STATE_LOGGERS = List.of(
            "kafka.server.KafkaRaftServer",
            "kafka.server.BrokerServer",
            "org.apache.kafka.server.BrokerLifecycleManager",
            "org.apache.kafka.controller.BrokerHeartbeatManager",
            "org.apache.kafka.coordinator.group.GroupMetadataManager");

    /** The client of a command that has just started needs seconds on a busy machine. */
    private static final int ANSWER_MILLIS = 8_000;

    @Override
    public String name() {
        return Server.KAFKA.processName();
    }

    @Override
    public String builtClassPath() {
        return checkout.classPath("local-stack/servers/kafka");
    }

    @Override
    public List<ListenPort> listens() {
        return List.of(
                new ListenPort(ports.kafka(), "LINKLOG_KAFKA_PORT"),
                new ListenPort(ports.kafkaController(), "LINKLOG_KAFKA_CONTROLLER_PORT"));
    }

    private Path data() {
        return folder.resolve("data/kafka");
    }

    /**
     * After a crash Kafka builds the indexes of its logs again. On a full disk these writes are lost without an error;
     * Kafka 4.3 then takes the log itself for corrupt and truncates it, the one that knows all topics first.
     */
    @Override
    public Optional<Path> needsRoomIn() {
        return Optional.of(data());
    }

    @Override
    public Launch prepare() throws IOException {
        Path data = data();
        Path config = folder.resolve("conf/kafka.properties");
        Files.createDirectories(data);
        Files.createDirectories(config.getParent());
        StringBuilder text = new StringBuilder();
        settings(data)
                .forEach((key, value) ->
                        text.append(key).append('=').append(value).append('\n'));
        Files.writeString(config, text);
        if (!Files.exists(data.resolve("meta.properties"))) {
            format(config);
        }
        List<String> command = java();
        command.addAll(1, archive().flags());
        security.ifPresent(logins -> command.addAll(1, logins.options()));
        command.add("kafka.Kafka");
        command.add(config.toString());
        return new Launch(command, Map.of(), folder);
    }

    private void format(Path config) {
        List<String> command = java();
        command.addAll(1, archive().flagsIfThere());
        command.addAll(List.of("kafka.tools.StorageTool", "format", "--standalone", "--ignore-formatted"));
        command.addAll(List.of("--cluster-id", "linklog-local-stack-00", "--config", config.toString()));
        Executables.Result result = Executables.run(Duration.ofSeconds(60), command, folder);
        if (!result.ok()) {
            throw new StackException("Kafka's storage in " + data() + " cannot be formatted: "
                    + result.output().strip());
        }
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Jdk.current().java());
        command.addAll(tuning.jvm(tuning == Tuning.START ? 128 : 256));
        command.add("-Dorg.slf4j.simpleLogger.showDateTime=true");
        command.add("-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        if (tuning == Tuning.LOAD) {
            STATE_LOGGERS.forEach(logger -> command.add("-Dorg.slf4j.simpleLogger.log." + logger + "=info"));
        }
        command.addAll(List.of("-cp", builtClassPath()));
        return command;
    }

    Map<String, String> settings(Path data) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.kafka() + ",CONTROLLER://127.0.0.1:" + ports.kafkaController());
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ports.kafka());
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.bootstrap.servers", "127.0.0.1:" + ports.kafkaController());
        settings.put("log.dirs", data.toString());
        // an undeclared topic is a mistake that must show at once
        settings.put("auto.create.topics.enable", "false");
        settings.put("num.partitions", "1");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
        // few partitions: each costs files and start time
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("offsets.topic.replication.factor", "1");
        // offsets of a group without members say which dead letters were handled; letters are kept for 30 days
        settings.put("offsets.retention.minutes", "50400");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // how long a producer waits to retry while its last transaction completes; the default of 20 ms adds tail
        // latency when transactions follow each other without a pause
        settings.put("add.partitions.to.txn.retry.backoff.ms", "1");
        // the default waits three seconds for more members of a new consumer group
        settings.put("group.initial.rebalance.delay.ms", "0");
        // the default of 128 MiB is more than the heap: the broker would exit at once
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        // keep records forever unless the topic sets a retention; all of Linklog's topics do, and the registry's
        // topic must not lose schemas after a week
        settings.put("log.retention.ms", "-1");
        settings.put("log.segment.bytes", "268435456");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("broker.session.timeout.ms", Long.toString(sessionTimeout().toMillis()));
        // 18 heartbeats within a session; the default of 2 s gives four
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("controlled.shutdown.enable", "false");
        security.ifPresent(logins -> logins.addTo(settings));
        return settings;
    }

    /**
     * How long the controller waits for a heartbeat until it fences the broker. Both are one process, so a fence never
     * helps: it only stops all clients of a process that had no CPU time. But after kill -9 the new process waits until
     * this session ends. Hence Kafka's default for real use, and 2 s for tests, which restart brokers often.
     */
    private Duration sessionTimeout() {
        return Duration.ofSeconds(tuning == Tuning.START ? 2 : 9);
    }

    /** Ready once its metadata names a live broker. Before that the port may be open while every request fails. */
    @Override
    public boolean answers() throws Exception {
        if (!Sockets.accepts(ports.kafka())) {
            return false;
        }
        Properties properties = new Properties();
        security.ifPresent(logins -> properties.putAll(logins.client("operator")));
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + ports.kafka());
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        try (Admin admin = Admin.create(properties)) {
            return !admin.describeCluster()
                    .nodes()
                    .get(ANSWER_MILLIS + 1_000L, TimeUnit.MILLISECONDS)
                    .isEmpty();
        }
    }

    private ClassArchive archive() {
        return new ClassArchive(name(), Jdk.current(), builtClassPath(), folder);
    }

    @Override
    public void endedInOrder() {
        archive().keep();
    }

    @Override
    public boolean profitsFromAnOrderlyEnd() {
        return !archive().exists();
    }
}
