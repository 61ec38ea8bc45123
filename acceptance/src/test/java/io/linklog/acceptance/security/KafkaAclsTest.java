package io.linklog.acceptance.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.schemas.topics.Topic;
import io.linklog.schemas.topics.Topics;
import io.linklog.stack.jvm.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of rights in Kafka, without Kafka. {@link ClosedServersIT} tries it. */
final class KafkaAclsTest {

    /** A service that does not see a topic of the catalogue takes it for missing, and waits. */
    @Test
    void everyServiceSeesEveryTopic() throws IOException {
        List<String> seen =
                Files.readAllLines(Checkout.find().root().resolve("docker/security/kafka-acls.txt")).stream()
                        .filter(line -> line.startsWith("command-service,streams-topology,projector,query-service"))
                        .filter(line -> line.contains(" Describe topic literal "))
                        .flatMap(line -> Stream.of(
                                line.substring(line.lastIndexOf(' ') + 1).split(",")))
                        .toList();
        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Topics.ALL.stream(), Topics.DEAD_LETTERS.stream())
                        .map(Topic::name)
                        .toList());
    }
}
