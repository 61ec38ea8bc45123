package io.linklog.acceptance;

import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.Log;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Records that cannot be read go to the dead letters, and their readers go on. */
@WholeSystem
@Order(2)
final class BadRecordIT {

    private final Linklog linklog;
    private final Api api;

    BadRecordIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @AfterEach
    void everythingStillWorks() {
        linklog.createAndFollow();
    }

    @Test
    void deadLettersUnreadableCommandsAndContinues() throws Exception {
        try (Log log = new Log(linklog)) {
            int foreign = log.registerForeignSchema();
            byte[] ofForeignSchema = ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .putInt(foreign)
                    .put((byte) 2)
                    .array();
            byte[] ofNoSchema = ByteBuffer.allocate(6)
                    .put((byte) 0)
                    .putInt(1_000_000)
                    .put((byte) 2)
                    .array();
            byte[] cutShort = ByteBuffer.allocate(5)
                    .put((byte) 0)
                    .putInt(log.schemaId("link-commands-value"))
                    .array();
            byte[][] values = {
                new byte[0], "nonsense".getBytes(StandardCharsets.UTF_8), ofForeignSchema, ofNoSchema, cutShort, null
            };
            for (byte[] value : values) {
                String key = freshSlug("bad");
                log.write("link-commands", key, value);
                Log.Dead dead = log.awaitDeadLetter("link-commands.dlq", key);
                assertThat(dead.value()).isEqualTo(value);
                assertThat(dead.headers().get("linklog-error")).isNotBlank();
                assertThat(dead.headers().get("linklog-error-class")).isNotBlank();
                assertThat(dead.headers()).containsEntry("linklog-topic", "link-commands");
                assertThat(dead.headers().get("linklog-partition")).isEqualTo(Integer.toString(dead.partition()));
                assertThat(dead.headers().get("linklog-offset")).matches("\\d+");
            }
        }
    }

    @Test
    void deadLettersUnreadableEventsAndReadersContinue() throws Exception {
        try (Log log = new Log(linklog)) {
            String key = freshSlug("bad");
            log.write("link-events", key, "nonsense".getBytes(StandardCharsets.UTF_8));
            Log.Dead dead = log.awaitDeadLetter("link-events.dlq", key);
            assertThat(dead.headers().get("linklog-error")).isNotBlank();
            assertThat(dead.headers()).containsEntry("linklog-topic", "link-events");
            api.get("/" + key).is(404);
        }
    }
}
