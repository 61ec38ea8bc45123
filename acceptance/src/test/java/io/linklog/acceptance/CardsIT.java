package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a link says of itself, from the create to the card that a messenger shows. */
@WholeSystem
@Order(1)
final class CardsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = "https://img.example/spring.png";

    private final Linklog linklog;
    private final Api api;
    private final String slug = freshSlug("card");

    CardsIT(Linklog linklog) {
        this.linklog = linklog;
        this.api = linklog.api();
    }

    private String card() {
        return api.get("/" + slug, "User-Agent", "Twitterbot/1.0").is(200).text();
    }

    @Test
    void aMessengerGetsTheCardAndPeopleTheTarget() {
        String target = "https://example.org/" + slug;
        api.create(link(target)
                        .put("customSlug", slug)
                        .put("title", "Spring sale")
                        .put("description", "Half price")
                        .put("imageUrl", IMAGE))
                .is(201);
        assertThat(card())
                .contains("\"Spring sale\"", "\"Half price\"", "og:image", IMAGE, "summary_large_image")
                .doesNotContain(target);
        assertThat(api.get("/" + slug).is(302).header("Location")).isEqualTo(target);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(linklog.cli()
                                .run("export", "--format", "jsonl")
                                .is(0)
                                .out())
                        .contains("Half price", IMAGE));

        api.edit(slug, object().put("description", "Sold out").putNull("imageUrl"))
                .is(200);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(card()).contains("\"Sold out\"").doesNotContain("og:image"));
        api.edit(slug, object().putNull("title").putNull("description")).is(200);
        await().atMost(PATIENCE)
                .until(() -> api.get("/" + slug, "User-Agent", "Twitterbot/1.0").status() == 302);
        await().atMost(PATIENCE)
                .until(() -> api.get(LINKS + "/" + slug)
                        .is(200)
                        .json()
                        .path("description")
                        .isNull());
    }
}
