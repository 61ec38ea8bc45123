package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log as operators see it, with Linklog's tools and with Kafka's. */
@WholeSystem
@Order(3)
final class ConsoleToolsIT {

    private final Linklog linklog;
    private final Api api;

    ConsoleToolsIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void listsEveryTopicWithLagAndDeadLetters() {
        String out = linklog.cli().run("topics").is(0).out();
        assertThat(out)
                .contains("link-commands", "link-events", "links", "link-outcomes")
                .contains("link-commands.dlq", "link-events.dlq")
                .contains("linklog-topology", "projector-linklog_1");
    }

    @Test
    void helpComesFromTheProgramThatDoesTheWork() {
        assertThat(linklog.cli().run("replay", "--help").is(0).out())
                .contains("Usage: linklog replay", "--dry-run", "--dir");
        assertThat(linklog.cli().run("bench", "creates", "-h").is(0).out())
                .contains("Usage: linklog bench creates", "--command-services", "--dir");
    }

    @Test
    void printsDecodedRecordsAsJsonLines() {
        String slug = freshSlug("console");
        api.create(link("https://example.org/console").put("customSlug", slug)).is(201);

        List<JsonNode> events = Batches.lines(linklog.cli()
                .run("console", "link-events", "--key", slug, "--from-beginning")
                .is(0)
                .out());
        assertThat(events).hasSize(1);
        JsonNode event = events.get(0);
        assertThat(event.path("key").asText()).isEqualTo(slug);
        assertThat(event.path("value").path("link").path("code").asText()).isEqualTo(slug);
        assertThat(event.path("value").path("change").has("LinkCreated")).isTrue();

        List<JsonNode> three = Batches.lines(linklog.cli()
                .run("console", "link-commands", "--from-beginning", "--max", "3")
                .is(0)
                .out());
        assertThat(three)
                .hasSizeBetween(1, 3)
                .allMatch(record -> record.path("value").has("commandId"));
    }

    @Test
    void unknownTopicIsReportedInOneSentence() {
        Cli.Result result = linklog.cli().run("console", "no-such-topic").is(1);
        assertThat(result.err()).contains("no-such-topic").doesNotContain("Exception", "\tat ");
    }

    @Test
    void kafkaConsoleConsumerReadsTheTopics(@TempDir Path folder) throws Exception {
        String slug = freshSlug("kafka");
        api.create(link("https://example.org/kafka-console/" + slug).put("customSlug", slug))
                .is(201);

        Path output = folder.resolve("consumer.out");
        Process consumer = linklog.cli()
                .start(
                        output,
                        "kafka-console-consumer",
                        "--topic",
                        "link-events",
                        "--from-beginning",
                        "--formatter-property",
                        "print.key=true",
                        "--isolation-level",
                        "read_committed");
        try {
            // the consumer runs until it is killed; it prints key, tab and the binary value
            await("what the consumer prints")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(Files.readString(output, StandardCharsets.ISO_8859_1))
                            .contains(slug + "\t", "https://example.org/kafka-console/" + slug));
        } finally {
            Cli.kill(consumer);
        }
    }

    @Test
    void otherKafkaToolsReachTheBroker() {
        String topics = linklog.cli()
                .run("kafka-topics", "--describe", "--topic", "link-commands,link-events,links")
                .is(0)
                .out();
        assertThat(topics).contains("Topic: link-commands", "PartitionCount: 12");
        String groups = linklog.cli()
                .run("kafka-consumer-groups", "--describe", "--group", "linklog-topology")
                .is(0)
                .out();
        assertThat(groups).contains("link-commands");
    }
}
