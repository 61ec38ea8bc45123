package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Node;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** kafkajs with its Confluent registry client, which shares no code with Linklog, reads topics and writes a command. */
@WholeSystem
@Order(4)
final class ThirdPartyClientIT {

    private final Linklog linklog;
    private final Api api;
    private final Node node;

    ThirdPartyClientIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
        this.node = Node.install(linklog);
    }

    private Cli.Result run(String script, String topic, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "127.0.0.1:" + linklog.port("LINKLOG_KAFKA_PORT");
        arguments[1] = linklog.registryUrl();
        arguments[2] = topic;
        System.arraycopy(more, 0, arguments, 3, more.length);
        return node.run(script, arguments).is(0);
    }

    @Test
    void readsLinkEvents() {
        String slug = freshSlug("js");
        api.create(link("https://example.org/js?ü=1")
                        .put("customSlug", slug)
                        .put("title", "für dich")
                        .set("tags", object().arrayNode().add("a").add("b")))
                .is(201);
        api.edit(slug, object().put("longUrl", "https://example.org/js/2")).is(200);

        List<JsonNode> events =
                Batches.lines(run("read.js", "link-events", slug, "2").out());
        assertThat(events).hasSize(2);
        JsonNode created = events.get(0).path("value");
        assertThat(created.path("link").path("code").asText()).isEqualTo(slug);
        assertThat(created.path("link").path("version").asLong()).isEqualTo(1);
        assertThat(created.path("link").path("attributes").path("title").asText())
                .isEqualTo("für dich");
        assertThat(created.path("link").path("attributes").path("tags")).hasSize(2);
        assertThat(created.path("change").toString()).contains("LinkCreated");
        JsonNode edited = events.get(1).path("value");
        assertThat(edited.path("change").toString()).contains("LinkEdited", "longUrl");
        assertThat(edited.path("link").path("attributes").path("longUrl").asText())
                .isEqualTo("https://example.org/js/2");
    }

    @Test
    void writesACommandThatTheTopologyAccepts() {
        String slug = freshSlug("js");
        run(
                "write.js",
                "link-commands",
                slug,
                create(slug, "https://example.org/from/js").toString());

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(api.get("/" + slug).is(302).header("Location"))
                        .isEqualTo("https://example.org/from/js"));
        List<JsonNode> events =
                Batches.lines(run("read.js", "link-events", slug, "1").out());
        assertThat(events.get(0)
                        .path("value")
                        .path("link")
                        .path("attributes")
                        .path("longUrl")
                        .asText())
                .isEqualTo("https://example.org/from/js");
    }

    @Test
    void itsCommandsObeyTheSameRules() {
        String taken = freshSlug("js");
        api.create(link("https://example.org/mine").put("customSlug", taken)).is(201);
        ObjectNode slugTaken = create(taken, "https://example.org/theirs");
        ObjectNode invalid = create(freshSlug("js"), "javascript:alert(1)");

        run("write.js", "link-commands", taken, slugTaken.toString());
        run("write.js", "link-commands", freshSlug("js"), invalid.toString());

        assertThat(outcome(slugTaken).toString()).contains("SLUG_TAKEN");
        assertThat(outcome(invalid).toString()).contains("INVALID");
        assertThat(api.get("/" + taken).is(302).header("Location")).isEqualTo("https://example.org/mine");
    }

    private JsonNode outcome(ObjectNode command) {
        String id = command.path("commandId").asText();
        return Batches.lines(run("read.js", "link-outcomes", id, "1").out()).get(0);
    }

    private static ObjectNode create(String slug, String longUrl) {
        ObjectNode attributes = object().put("longUrl", longUrl)
                .putNull("title")
                .putNull("validSince")
                .putNull("validUntil")
                .putNull("maxVisits")
                .put("redirectStatus", 302)
                .put("forwardQuery", true)
                .put("crawlable", false);
        attributes.set("tags", object().arrayNode());
        ObjectNode create =
                object().put("customSlug", slug).put("findIfExists", false).putNull("candidate");
        create.set("attributes", attributes);
        ObjectNode command = object().put("commandId", UUID.randomUUID().toString())
                .put("tenant", "default")
                .putNull("idempotencyKey")
                .putNull("fingerprint")
                .put("replyPartition", 0)
                .put("attempt", 0);
        // Avro's JSON encoding names the branch of a union
        command.set("alsoAsk", object().arrayNode());
        command.set("body", object().set("io.linklog.schemas.CreateLink", create));
        return command;
    }
}
