package io.linklog.kit.kafka;

import io.linklog.kit.settings.Env;
import io.linklog.schemas.topics.Topics;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * How to connect to Kafka, and how to create topics that are missing.
 *
 * @param bootstrapServers brokers as host:port, separated by commas
 * @param clientFile a properties file with settings for every client: security protocol, SASL, TLS
 * @param partitions the number of partitions of new topics
 * @param replicationFactor the number of replicas of new topics
 * @param reportsKept how long reports of visitors are kept: by a new topic, and in the tables
 */
public record KafkaSettings(
        String bootstrapServers,
        Optional<Path> clientFile,
        int partitions,
        int replicationFactor,
        Duration reportsKept) {

    /** The deadline of one call of an admin client. */
    public static final Duration ADMIN_DEADLINE = Duration.ofSeconds(10);

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static KafkaSettings from(Env env) {
        return new KafkaSettings(
                env.string(
                        "LINKLOG_KAFKA_BOOTSTRAP",
                        "localhost:9092",
                        "brokers of Kafka as host:port, separated by commas"),
                env.optional("LINKLOG_KAFKA_CONFIG", "properties file with settings for every Kafka client (SASL, TLS)")
                        .map(Path::of),
                env.integer(
                        "LINKLOG_PARTITIONS",
                        12,
                        1,
                        1_000,
                        "number of partitions of new topics; existing topics keep theirs"),
                env.integer("LINKLOG_REPLICATION_FACTOR", 3, 1, 10, "number of replicas of new topics"),
                env.duration(
                        "LINKLOG_REPORTS_KEPT",
                        Topics.REPORTS_KEPT,
                        "time after which reports of visitors about links are deleted; an existing topic keeps its"
                                + " retention.ms"));
    }

    /** The name of this cluster in log lines: "Kafka at host:port". */
    public String title() {
        return "Kafka at " + bootstrapServers;
    }

    /**
     * Settings of one client. Later ones take precedence: the brokers, the file, the given settings.
     *
     * @param own settings that only this client needs
     */
    public Properties client(Map<String, Object> own) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        clientFile.ifPresent(file -> {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException("LINKLOG_KAFKA_CONFIG names a file that cannot be read: " + file, e);
            }
        });
        properties.putAll(own);
        return properties;
    }
}
