package io.linklog.cli.options;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The address of Kafka and how to log in: options of the commands that read it directly. */
public final class KafkaOptions {

    /** How long one call may take. It includes the first seconds of a client on a busy machine. */
    public static final Duration DEADLINE = Duration.ofSeconds(10);

    @Option(
            names = {"--bootstrap-server", "--kafka"},
            paramLabel = "HOST:PORT",
            defaultValue = "${env:LINKLOG_KAFKA_BOOTSTRAP:-localhost:9092}",
            description = "Kafka brokers, comma-separated (default: LINKLOG_KAFKA_BOOTSTRAP, else localhost:9092).")
    private String bootstrapServers = "localhost:9092";

    @Option(
            names = {"--command-config", "--kafka-config"},
            paramLabel = "FILE",
            defaultValue = "${env:LINKLOG_KAFKA_CONFIG:-}",
            description = "File of properties of the Kafka client, for SASL or TLS (default: LINKLOG_KAFKA_CONFIG).")
    private String clientFile = "";

    /**
     * The properties of a client.
     *
     * @param own properties of this client; they override the file
     * @throws Failure when the file cannot be read
     */
    public Properties client(Map<String, Object> own) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) DEADLINE.toMillis());
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) DEADLINE.toMillis());
        if (!clientFile.isBlank()) {
            try (Reader reader = Files.newBufferedReader(Path.of(clientFile), StandardCharsets.UTF_8)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new Failure("The Kafka settings in " + clientFile + " cannot be read: " + e, e);
            }
        }
        properties.putAll(own);
        return properties;
    }

    /** A producer that ends what it cannot write in time; its calls may block as long. */
    public KafkaProducer<byte[], byte[]> producer(int longestRecordBytes) {
        int deadline = (int) DEADLINE.toMillis();
        Map<String, Object> settings = Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                longestRecordBytes,
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                deadline,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                deadline / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                deadline);
        return new KafkaProducer<>(client(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The failure of a command that may be repeated. */
    public Failure failure(KafkaException e) {
        if (e instanceof WakeupException) { // Ctrl-C
            return new Failure("Interrupted; run it again to continue.", e);
        }
        return e instanceof RetriableException ? away(e) : new Failure("Kafka refuses: " + e.getMessage(), e);
    }

    /** The failure when Kafka does not answer. */
    public Failure away(@Nullable Throwable cause) {
        return new Failure(
                "Kafka does not answer at " + bootstrapServers + ". Start it with \"./linklog up\", or name its brokers"
                        + " with --bootstrap-server.",
                cause);
    }

    /** The failure when no client can be made, because of an unknown host or contradictory settings. */
    public Failure unusable(KafkaException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return new Failure("No connection to Kafka at " + bootstrapServers + " can be made: " + cause.getMessage(), e);
    }
}
