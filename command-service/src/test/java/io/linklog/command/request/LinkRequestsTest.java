package io.linklog.command.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.http.ProblemException;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LinkRules;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The password of a request: what is written holds its hash. */
class LinkRequestsTest {

    private static final String PASSWORD = "correct horse";

    private final LinkRequests requests = new LinkRequests(LinkRules.withoutHosts());

    private LinkRequest create(String password, String tenant, String key) {
        String json = "{\"longUrl\":\"https://example.org\",\"password\":\"" + password + "\"}";
        return requests.create(json.getBytes(StandardCharsets.UTF_8), tenant, key, SpanContext.getInvalid());
    }

    private static String hash(LinkRequest request) {
        return ((CreateLink) request.body()).getAttributes().getPasswordHash();
    }

    @Test
    void whatIsWrittenHoldsTheHashOnly() {
        LinkRequest request = create(PASSWORD, "default", "key");
        assertThat(request.toString()).doesNotContain(PASSWORD);
        assertThat(PasswordHash.matches(PASSWORD, hash(request))).isTrue();
    }

    @Test
    void aRepeatUnderItsKeyIsTheSameRequest() {
        LinkRequest request = create(PASSWORD, "default", "key");
        assertThat(create(PASSWORD, "default", "key")).isEqualTo(request);
        assertThat(create("battery staple", "default", "key").fingerprint()).isNotEqualTo(request.fingerprint());
        for (LinkRequest other : List.of(create(PASSWORD, "default", "other"), create(PASSWORD, "team", "key"))) {
            assertThat(hash(other)).isNotEqualTo(hash(request));
        }
    }

    @Test
    void withoutAKeyEachHashHasASaltOfItsOwn() {
        assertThat(hash(create(PASSWORD, "default", null))).isNotEqualTo(hash(create(PASSWORD, "default", null)));
    }

    @Test
    void anEditSetsOrRemovesThePassword() {
        assertThat(edit("\"" + PASSWORD + "\"").getSet().getPasswordHash()).startsWith("$argon2id$");
        EditLink removes = edit("null");
        assertThat(removes.getSet().getPasswordHash()).isNull();
        assertThat(removes.getClear()).containsExactly("password");
    }

    private EditLink edit(String password) {
        byte[] json = ("{\"password\":" + password + "}").getBytes(StandardCharsets.UTF_8);
        return (EditLink)
                requests.edit(new LinkName(null, "abc"), null, json, "default", null, SpanContext.getInvalid())
                        .body();
    }

    @Test
    void aMistakeDoesNotShowThePassword() {
        assertThatThrownBy(() -> create("secret\\u0007", "default", null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(String.valueOf(e.problem()))
                                .contains("/password")
                                .doesNotContain("secret"));
    }
}
