package io.linklog.command.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.linklog.kit.access.Callers;
import io.linklog.kit.http.ProblemException;
import io.linklog.kit.passwords.PasswordHash;
import io.linklog.kit.passwords.PasswordThreads;
import io.linklog.kit.ratelimit.ClientPlaces;
import io.linklog.schemas.CreateLink;
import io.linklog.schemas.EditLink;
import io.linklog.schemas.LinkOrigin;
import io.linklog.schemas.names.LinkName;
import io.linklog.schemas.rules.LinkRules;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The password of a request: what is written holds its hash. */
class LinkRequestsTest {

    private static final String PASSWORD = "correct horse";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final ClientPlaces places = new ClientPlaces("test", "hashes", 2, 50, new SimpleMeterRegistry());
    private final PasswordThreads threads = PasswordThreads.of(places);
    private final LinkRequests requests =
            new LinkRequests(LinkRules.withoutHosts(), threads, Runnable::run, false, () -> NOW);

    @AfterEach
    void close() throws Exception {
        threads.close();
    }

    private static byte[] json(String password) {
        String json = "{\"longUrl\":\"https://example.org\",\"password\":\"" + password + "\"}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private LinkRequest create(String password, String tenant, String key) {
        return requests.create(json(password), Callers.of(tenant), key, SpanContext.getInvalid())
                .join();
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
    void whatSurroundsAUrlIsTrimmedAndMakesNoOtherRequest() {
        LinkRequest clean = create("https://example.org/a b");
        CreateLink body = (CreateLink) clean.body();
        assertThat(body.getAttributes().getLongUrl()).isEqualTo("https://example.org/a b");
        assertThat(body.getAttributes().getImageUrl()).isEqualTo("https://example.org/a b");
        assertThat(body.getAttributes().getRedirectRules().get(0).getLongUrl()).isEqualTo("https://example.org/a b");
        for (String pasted : List.of(" https://example.org/a b", "\u200bhttps://example.org/a b\u00a0\\r\\n")) {
            assertThat(create(pasted)).isEqualTo(clean);
        }
    }

    private LinkRequest create(String url) {
        String json = "{\"longUrl\":\"" + url + "\",\"imageUrl\":\"" + url + "\",\"redirectRules\":[{\"longUrl\":\""
                + url + "\",\"conditions\":[{\"type\":\"device\",\"matchValue\":\"ios\"}]}]}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return requests.create(bytes, Callers.of("default"), "key", SpanContext.getInvalid())
                .join();
    }

    @Test
    void withoutAKeyEachHashHasASaltOfItsOwn() {
        assertThat(hash(create(PASSWORD, "default", null))).isNotEqualTo(hash(create(PASSWORD, "default", null)));
    }

    @Test
    void aTitleIsFetchedOnlyWhereTargetsAreCalled() {
        byte[] json = "{\"longUrl\":\"https://example.org\",\"fetchTitle\":true}".getBytes(StandardCharsets.UTF_8);
        SpanContext none = SpanContext.getInvalid();
        LinkRequests on = new LinkRequests(LinkRules.withoutHosts(), threads, Runnable::run, true, () -> NOW);
        assertThat(on.create(json, Callers.of("default"), null, none).join().fetchTitle())
                .isTrue();
        assertThat(create(PASSWORD, "default", null).fetchTitle()).isFalse();
        assertThatThrownBy(() -> requests.create(json, Callers.of("default"), null, none))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().extensions().toString())
                                .contains("/fetchTitle", "LINKLOG_LINK_CHECK"));
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
        return (EditLink) requests.edit(
                        new LinkName(null, "abc"),
                        null,
                        json,
                        Callers.of("default"),
                        null,
                        SpanContext.getInvalid(),
                        LinkRequestsTest::neverAsked)
                .join()
                .body();
    }

    @Test
    void theExecutorGoesOnWhenThePasswordIsHashed() throws Exception {
        BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
        LinkRequests queued = new LinkRequests(LinkRules.withoutHosts(), threads, steps::add, false, () -> NOW);
        CompletableFuture<LinkRequest> request =
                queued.create(json(PASSWORD), Callers.of("default"), null, SpanContext.getInvalid());
        Runnable step = steps.poll(5, TimeUnit.SECONDS);
        assertThat(request).isNotDone();
        step.run();
        assertThat(PasswordHash.matches(PASSWORD, hash(request.join()))).isTrue();
    }

    @Test
    void whenAllPlacesAreTakenOnlyRequestsWithAPasswordAreRefused() {
        try (ClientPlaces.Place first = places.take("one");
                ClientPlaces.Place second = places.take("two")) {
            assertThatThrownBy(() -> create(PASSWORD, "default", null))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().status()).isEqualTo(503));
            assertThat(edit("null").getClear()).containsExactly("password");
        }
        assertThat(hash(create(PASSWORD, "default", null))).isNotNull();
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

    @Test
    void aCreateSaysWhereALinkComesFrom() {
        CreateLink create = imported("\"dateCreated\":\"2016-05-01T10:00:00.1239+02:00\",\"baseVisits\":123456789012");
        assertThat(create.getOrigin())
                .isEqualTo(new LinkOrigin(Instant.parse("2016-05-01T08:00:00.123Z"), 123_456_789_012L));
        assertThat(imported("\"baseVisits\":0,\"dateCreated\":null").getOrigin())
                .isNull();
    }

    @Test
    void aLinkIsNotCreatedInTheFuture() {
        assertThatThrownBy(() -> imported("\"dateCreated\":\"2026-11-30T12:00:00.001Z\""))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("dateCreated")
                .hasMessageContaining("must not be in the future");
    }

    private CreateLink imported(String members) {
        byte[] body = ("{\"longUrl\":\"https://example.org\"," + members + "}").getBytes(StandardCharsets.UTF_8);
        return (CreateLink) requests.create(body, Callers.of("default"), null, SpanContext.getInvalid())
                .join()
                .body();
    }

    @Test
    void noEditChangesWhereALinkComesFrom() {
        byte[] body = "{\"baseVisits\":1,\"dateCreated\":\"2020-01-01T00:00:00Z\"}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> requests.edit(
                        LinkName.parse("abc"),
                        null,
                        body,
                        Callers.of("default"),
                        null,
                        SpanContext.getInvalid(),
                        LinkRequestsTest::neverAsked))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("baseVisits is not allowed in this call: only a create sets it")
                .hasMessageContaining("dateCreated is not allowed in this call");
    }

    private static CompletableFuture<Set<String>> neverAsked() {
        throw new AssertionError("The link must not be read");
    }

    @Test
    void anEditMayRepeatATargetThatTheLinkHasAlready() {
        String old = "https://192.168.0.257/";
        byte[] body = ("{\"longUrl\":\"" + old + "\",\"title\":\"new\"}").getBytes(StandardCharsets.UTF_8);
        LinkRequest repeats = editOf(body, Set.of(old)).join();
        assertThat(((EditLink) repeats.body()).getSet().getLongUrl()).isEqualTo(old);
        assertThat(((EditLink) repeats.body()).getSet().getTitle()).isEqualTo("new");
        assertThatThrownBy(() -> editOf(body, Set.of("https://192.168.0.258/")).join())
                .hasCauseInstanceOf(ProblemException.class)
                .hasMessageContaining("longUrl must have a host that is a name or a valid address");
    }

    private CompletableFuture<LinkRequest> editOf(byte[] body, Set<String> present) {
        return requests.edit(
                LinkName.parse("abc"),
                null,
                body,
                Callers.of("default"),
                null,
                SpanContext.getInvalid(),
                () -> CompletableFuture.completedFuture(present));
    }
}
