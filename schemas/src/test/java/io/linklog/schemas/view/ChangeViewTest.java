package io.linklog.schemas.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.linklog.schemas.Link;
import io.linklog.schemas.LinkAttributes;
import io.linklog.schemas.LinkDeleted;
import io.linklog.schemas.LinkEvent;
import io.linklog.schemas.LinkState;
import io.linklog.schemas.rules.LinkDefaults;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories, live events and webhooks show changes as this view. */
class ChangeViewTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance));

    private static JsonNode view(String createdBy, String by) {
        LinkAttributes attributes = LinkDefaults.attributes("https://example.org");
        attributes.setPasswordHash("$argon2id$the-hash");
        Link link = new Link(
                "abc",
                "default",
                2L,
                LinkState.DELETED,
                Instant.EPOCH,
                Instant.EPOCH,
                attributes,
                createdBy,
                null,
                null,
                false,
                null);
        LinkEvent event = new LinkEvent("command", new LinkDeleted(List.of()), link, by);
        return JSON.valueToTree(ChangeView.of(event, URI.create("http://sho.rt")));
    }

    @Test
    void theHashOfAPasswordIsNotShown() {
        JsonNode view = view("ann", "eve");
        assertThat(view.path("link").path("hasPassword").asBoolean()).isTrue();
        assertThat(view.toString()).doesNotContain("argon2id", "the-hash", "passwordHash");
    }

    @Test
    void theKeysOfAuthorAndSenderAreThereIfTheyAreKnown() {
        JsonNode known = view("ann", "eve");
        assertThat(known.path("by").asText()).isEqualTo("eve");
        assertThat(known.path("link").path("createdBy").asText()).isEqualTo("ann");
        JsonNode unknown = view(null, null);
        assertThat(unknown.has("by")).isFalse();
        assertThat(unknown.path("link").has("createdBy")).isFalse();
        assertThat(unknown.path("link").has("title"))
                .as("other members are there without a value, too")
                .isTrue();
    }
}
