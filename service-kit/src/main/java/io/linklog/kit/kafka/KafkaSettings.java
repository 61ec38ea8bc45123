package io.linklog.kit.kafka;

import io.linklog.kit.settings.Env;
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
 * How to reach Kafka, and how topics are made when they are missing.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param clientFile a properties file merged into every client's settings: security protocol, SASL, TLS
 * @param partitions of a topic when it is created
 * @param replicationFactor of a topic when it is created
 */
public record KafkaSettings(String bootstrapServers, Optional<Path> clientFile, int partitions, int replicationFactor) {

    /** For calls of the admin client at start. */
    public static final Duration ADMIN_DEADLINE = Duration.ofSeconds(10);

    public static KafkaSettings from(Env env) {
        return new KafkaSettings(
                env.string("LINKLOG_KAFKA_BOOTSTRAP", "localhost:9092", "Kafka brokers, host:port, comma-separated"),
                env.optional("LINKLOG_KAFKA_CONFIG", "properties file for all Kafka clients (SASL, TLS)")
                        .map(Path::of),
                env.integer(
                        "LINKLOG_PARTITIONS",
                        12,
                        1,
                        1_000,
                        "partitions of a topic when it is created; not changed later"),
                env.integer("LINKLOG_REPLICATION_FACTOR", 3, 1, 10, "replicas of a topic when it is created"));
    }

    /** Names Kafka in log lines: "Kafka at host:port". */
    public String title() {
        return "Kafka at " + bootstrapServers;
    }

    /**
     * Settings for one client: those here, then the file's, then the given ones.
     *
     * @param own what this client needs; wins over the file
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
