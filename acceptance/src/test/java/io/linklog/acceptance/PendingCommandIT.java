package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The state of a command while the topology is frozen. */
@WholeSystem
@Isolated
@Order(4)
final class PendingCommandIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Linklog linklog;
    private final Api api;

    PendingCommandIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void commandStaysPendingAcrossARestartUntilItIsDecided() {
        linklog.suspend("streams-topology");
        Answer pending;
        try {
            pending = api.create(
                            link("https://example.org/pending").put("customSlug", freshSlug("pending")),
                            "Prefer",
                            "wait=1")
                    .is(202);
            assertThat(api.get(pending.header("Location")).is(200).member("status"))
                    .isEqualTo("pending");

            linklog.kill("command-service");
            linklog.cli().run("up", "command-service").is(0);
            assertThat(api.get(pending.header("Location")).is(200).member("status"))
                    .isEqualTo("pending");
        } finally {
            linklog.resume("streams-topology");
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                api.get(pending.header("Location")).is(200).member("status"))
                        .isEqualTo("accepted"));

        linklog.kill("command-service");
        linklog.up();
        Answer decided = api.get(pending.header("Location")).is(200);
        assertThat(decided.member("status")).as("read from the log").isEqualTo("accepted");
    }
}
