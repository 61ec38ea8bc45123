package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A recount counts all visits again with another list of bots. */
@WholeSystem
@Isolated
@Order(6)
@Tag("long")
final class RecountIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
    private static final String CHECKER = FIREFOX + " AcmeWatch";

    private final Linklog linklog;
    private final Api api;
    private final String slug = freshSlug("recounted");

    @TempDir
    Path folder;

    RecountIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    @Test
    void recountMovesVisitsBetweenPeopleAndBots() throws Exception {
        api.create(link("https://example.org/recounted").put("customSlug", slug))
                .is(201);
        visit(5, FIREFOX);
        visit(3, CHECKER);
        visit(1, "curl/8.5.0");
        awaitTotal(8, 1);

        Path bots = Files.writeString(folder.resolve("bots.txt"), "# ours\nAcmeWatch\n");
        assertThat(linklog.cli().run("recount", "--bots", bots.toString()).is(0).out())
                .contains("Readers read generation", "Deleted the state of generation");
        awaitTotal(5, 4);
        awaitBalance();

        visit(1, CHECKER);
        visit(1, FIREFOX);
        awaitTotal(6, 5);

        Path spared = Files.writeString(folder.resolve("spared.txt"), "!curl\n");
        killHalfWay("recount", "--bots", spared.toString());
        awaitTotal(6, 5); // readers still read the complete generation
        visit(1, "curl/8.5.0");
        assertThat(linklog.cli().run("recount").is(0).out()).contains("Continuing the recount");
        awaitTotal(12, 0);
        awaitBalance();
        linklog.cli().run("recount", "--bots", "none").is(0);
        awaitTotal(10, 2);
        awaitBalance();
    }

    private void killHalfWay(String... command) throws Exception {
        Path output = folder.resolve("killed.out");
        Process killed = linklog.cli().start(output, command);
        await().atMost(PATIENCE)
                .until(() -> !killed.isAlive() || Files.readString(output).contains("Recounting as generation"));
        assertThat(killed.isAlive())
                .as("is killed half way: %s", Files.readString(output))
                .isTrue();
        Cli.kill(killed);
    }

    private void visit(int times, String userAgent) {
        for (int i = 0; i < times; i++) {
            api.get("/" + slug, "User-Agent", userAgent).is(302);
        }
    }

    private void awaitTotal(long human, long bot) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode total =
                    api.get(LINKS + "/" + slug + "/stats").is(200).json().at("/total");
            assertThat(total.at("/human").asLong()).as("people of %s", total).isEqualTo(human);
            assertThat(total.at("/bot").asLong()).as("bots of %s", total).isEqualTo(bot);
        });
    }

    private void awaitBalance() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode account = api.get("/api/v1/stats/reconcile").is(200).json();
            assertThat(account.at("/balanced").asBoolean()).as("%s", account).isTrue();
            assertThat(account.at("/settled").asBoolean()).as("%s", account).isTrue();
        });
    }
}
