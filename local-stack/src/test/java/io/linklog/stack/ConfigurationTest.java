package io.linklog.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.stack.jvm.Checkout;
import io.linklog.stack.jvm.Tuning;
import io.linklog.stack.whole.Addresses;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Addresses ADDRESSES = Addresses.from(20_000);
    private final Checkout checkout = Checkout.find();

    @Test
    void kafkaKeepsRecordsForEverByDefault() {
        Map<String, String> settings = new KafkaServer(
                        checkout, Path.of("/x"), ADDRESSES.servers(), Tuning.LOAD, Optional.empty())
                .settings(Path.of("/x/data"));
        assertThat(settings)
                .containsEntry("log.retention.ms", "-1")
                .containsEntry("auto.create.topics.enable", "false")
                .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + ADDRESSES.port("LINKLOG_KAFKA_PORT"));
    }

    @Test
    void brokerThatWaitsForACpuKeepsItsSession() {
        Map<String, String> settings = new KafkaServer(
                        checkout, Path.of("/x"), ADDRESSES.servers(), Tuning.LOAD, Optional.empty())
                .settings(Path.of("/x/data"));
        assertThat(Long.parseLong(settings.get("broker.session.timeout.ms")))
                .isGreaterThanOrEqualTo(9_000)
                .isGreaterThanOrEqualTo(10 * Long.parseLong(settings.get("broker.heartbeat.interval.ms")));
    }

    @Test
    void cassandraSyncsItsCommitLogEvery200Milliseconds() {
        String yaml = new CassandraServer(checkout, Path.of("/x"), ADDRESSES.servers(), Tuning.LOAD, false)
                .yaml(Path.of("/x/data"));
        assertThat(yaml)
                .contains("commitlog_sync: periodic", "commitlog_sync_period: 200ms")
                .contains("native_transport_port: " + ADDRESSES.port("LINKLOG_CASSANDRA_PORT"))
                .contains("commitlog_directory: \"/x/data/commitlog\"");
    }

    @Test
    void brokerHasTheVersionOfTheClients() {
        String clients = org.apache.kafka.common.utils.AppInfoParser.getVersion();
        assertThat(checkout.classPath("local-stack/servers/kafka")).contains("/kafka_2.13-" + clients + ".jar");
    }
}
