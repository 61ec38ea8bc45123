package io.linklog.kit.access;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.linklog.kit.http.ApiRoutes;
import io.linklog.kit.http.ApiRoutes.ApiRoute;
import io.linklog.kit.http.HttpApi;
import io.linklog.kit.http.Json;
import io.linklog.kit.http.LeastRole;
import io.linklog.kit.listen.ListenSettings;
import io.linklog.kit.tracing.Tracing;
import io.linklog.mesh.keys.KeyText;
import io.linklog.mesh.keys.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who gets into an API that has all routes of a service. */
class AccessControlTest {

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String LIST = "/api/v1/links";
    private static final String NO_HEADERS = "";

    private final TestKeys keys = new TestKeys();
    private final LongAnswers longAnswers = new LongAnswers();
    private final AccessControl control = keys.control(true, longAnswers, Duration.ofMinutes(10));
    private HttpApi api = start("query-service", control);

    private static HttpApi start(String service, AccessControl control) {
        return HttpApi.start(
                ListenSettings.loopback(), 0, Json.mapper(), Tracing.off(), new SimpleMeterRegistry(), config -> {
                    control.addTo(config);
                    for (ApiRoute route : ApiRoutes.ALL) {
                        if (route.service().equals(service)) {
                            config.routes.addHttpHandler(route.method(), route.path(), ctx -> ctx.result("passed"));
                        }
                    }
                    config.routes.get("/{code}", ctx -> ctx.result("redirect"));
                    ApiRoutes.addOthers(config, service);
                });
    }

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    @BeforeEach
    void listen() {
        log.start();
        root.addAppender(log);
    }

    @AfterEach
    void stopAndFindNoKeyInTheLog() {
        api.close();
        longAnswers.close();
        root.detachAppender(log);
        synchronized (log) {
            log.stop(); // tests beside this one log, too, and a line that is just being added would change the list
        }
        assertThat(log.list).allSatisfy(line -> {
            assertThat(line.getFormattedMessage()).doesNotContain(keys.secrets().toArray(String[]::new));
            if (line.getThrowableProxy() != null) {
                assertThat(ThrowableProxyUtil.asString(line.getThrowableProxy()))
                        .doesNotContain(keys.secrets().toArray(String[]::new));
            }
        });
    }

    /** A status line, headers and a body. */
    private record Answer(int status, String text) {}

    private Answer send(String method, String path, String headers) throws IOException {
        try (Socket caller = new Socket("127.0.0.1", api.port())) {
            caller.setSoTimeout(20_000);
            String request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n";
            caller.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String text = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text);
        }
    }

    private static String own(KeyText key) {
        return "X-Api-Key: " + key.reveal() + "\r\n";
    }

    private static String bearer(KeyText key) {
        return "Authorization: Bearer " + key.reveal() + "\r\n";
    }

    private static String path(ApiRoute route) {
        return route.path().replaceAll("\\{.*?}", "abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "query-service"})
    void withoutAKeyNothingPassesButThePublicRoutes(String service) throws Exception {
        api.close();
        api = start(service, control);
        for (ApiRoute route : ApiRoutes.ALL) {
            for (String method : METHODS) {
                boolean open = ApiRoutes.ALL.stream()
                        .anyMatch(each -> each.path().equals(route.path())
                                && each.method().name().equals(method)
                                && each.leastRole() == LeastRole.PUBLIC);
                Answer answer = send(method, path(route), NO_HEADERS);
                assertThat(answer.status() == 401)
                        .as(method + " " + route.path())
                        .isEqualTo(!open);
            }
            assertThat(send("OPTIONS", path(route), NO_HEADERS).status()).isEqualTo(204);
        }
    }

    @Test
    void onlyTheDescriptionOfTheApiIsPublic() {
        assertThat(ApiRoutes.ALL.stream()
                        .filter(route -> route.leastRole() == LeastRole.PUBLIC)
                        .map(ApiRoute::path)
                        .distinct())
                .containsExactly("/api/v1/openapi.json", "/api/v1/openapi.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/v1/links/",
                "/api/v1/nothing",
                "/api/v1/links?x=1",
                "/api/v1/links/a%20b",
                "/api/v1/openapi.yaml/more",
                "/api/v2/links",
                "/api//v1/links",
                "/api/./v1/links"
            })
    void noSpellingGetsRoundTheCheck(String path) throws Exception {
        assertThat(send("GET", path, NO_HEADERS).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/v1/links",
                "/API/v1/links",
                "/%61pi/v1/links",
                "/api;x=1/v1/links",
                "/./api/v1/links",
                "/x/../api/v1/links",
                "/%2e/api/v1/links",
                "/api%2fv1/links",
                "/api/v1/links%00",
                "http://localhost/api/v1/links"
            })
    void anOddSpellingIsNoRouteOrNeedsAKey(String path) throws Exception {
        Answer answer = send("GET", path, NO_HEADERS);
        assertThat(answer.status()).as(answer.text()).isIn(400, 401, 404);
        assertThat(answer.text()).doesNotContain("passed");
    }

    @Test
    void eachRouteNeedsItsRoleAndTheRefusalNamesIt() throws Exception {
        for (String service : List.of("command-service", "query-service")) {
            api.close();
            api = start(service, control);
            for (Role role : Role.values()) {
                KeyText key = keys.add("team-a", role);
                for (ApiRoute route : ApiRoutes.ALL) {
                    if (route.service().equals(service)
                            && !route.method().name().equals("HEAD")) {
                        Answer answer = send(route.method().name(), path(route), own(key));
                        boolean enough = route.leastRole() != LeastRole.SYSTEM_ADMIN
                                && (route.leastRole() == LeastRole.PUBLIC
                                        || role.ordinal()
                                                >= Role.parse(route.leastRole().text())
                                                        .ordinal());
                        assertThat(answer.status()).as(role + " " + route).isEqualTo(enough ? 200 : 403);
                        if (!enough) {
                            assertThat(answer.text())
                                    .contains(
                                            "application/problem+json",
                                            "role-missing",
                                            route.leastRole().text());
                        }
                    }
                }
            }
        }
    }

    @Test
    void whatShowsTheWholeSystemNeedsAnAdminOfTheDefaultTenant() throws Exception {
        String reconcile = "/api/v1/stats/reconcile";
        for (KeyText key : List.of(keys.add("default", Role.EDITOR), keys.add("team-a", Role.ADMIN))) {
            Answer refused = send("GET", reconcile, own(key));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).contains("admin of the tenant default");
        }
        assertThat(send("GET", reconcile, own(keys.add("default", Role.ADMIN))).status())
                .isEqualTo(200);
    }

    @Test
    void aKeyPassesInEitherHeader() throws Exception {
        KeyText key = keys.add("default", Role.READER);
        assertThat(send("GET", LIST, own(key)).status()).isEqualTo(200);
        assertThat(send("GET", LIST, bearer(key)).status()).isEqualTo(200);
        assertThat(send("GET", LIST, bearer(key).replace("Bearer", "bEARER")).status())
                .isEqualTo(200);
        assertThat(send("GET", LIST, bearer(key).replace("Bearer", "Basic")).status())
                .isEqualTo(401);
    }

    @Test
    void twoKeysAre400AlsoWhenTheyAreEqual() throws Exception {
        KeyText key = keys.add("default", Role.READER);
        for (String headers : List.of(
                own(key) + bearer(key),
                own(key) + own(key),
                bearer(key) + bearer(key),
                own(key) + "Authorization: x\r\n")) {
            Answer answer = send("GET", LIST, headers);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain(key.reveal());
        }
    }

    @Test
    void unknownWrongRevokedExpiredAndMalformedKeysGetTheSameAnswer() throws Exception {
        KeyText unknown = keys.add("default", Role.ADMIN);
        keys.remove(unknown);
        KeyText right = keys.add("default", Role.ADMIN);
        KeyText revoked = keys.add("default", Role.ADMIN);
        keys.revoke(revoked);
        KeyText expired = keys.add("default", Role.ADMIN, Optional.of(TestKeys.NOW));
        String first = send("GET", LIST, own(unknown)).text();
        assertThat(first).contains("WWW-Authenticate: Bearer realm=\"linklog\"", "application/problem+json");
        for (String headers : List.of(
                own(keys.withOtherSecret(right)),
                own(revoked),
                own(expired),
                "X-Api-Key: \r\n",
                "X-Api-Key: x\r\n",
                "X-Api-Key: " + "x".repeat(5_000) + "\r\n",
                "X-Api-Key: " + right.reveal() + "," + right.reveal() + "\r\n")) {
            assertThat(send("GET", LIST, headers).text()).isEqualTo(first);
        }
        assertThat(send("GET", LIST, NO_HEADERS).text()).contains("WWW-Authenticate: Bearer realm=\"linklog\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?api_key=KEY", "?q=x&KEY", "?q=%6Clk_REST", "?a=%zz&b=KEY", "/KEY", "/%6Clk_REST"})
    void aKeyInTheUrlIsRefusedAndNotRepeated(String rest) throws Exception {
        KeyText key = keys.add("default", Role.ADMIN);
        String sent =
                rest.replace("KEY", key.reveal()).replace("REST", key.reveal().substring(4));
        for (String headers : List.of(NO_HEADERS, own(key))) {
            Answer answer = send("GET", LIST + sent, headers);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).doesNotContain(key.reveal().substring(4));
        }
    }

    @Test
    void withoutKnowledgeOfKeysAllCallsAre503AndWithOldKnowledgeWritesAre() throws Exception {
        api.close();
        api = start("command-service", control);
        KeyText key = keys.add("default", Role.AUTHOR);
        keys.age(Optional.of(Duration.ofMinutes(11)));
        assertThat(send("POST", LIST, own(key)).status()).isEqualTo(503);
        assertThat(send("GET", "/api/v1/commands/1", own(key)).status()).isEqualTo(200);
        keys.age(Optional.of(Duration.ofMinutes(10)));
        assertThat(send("POST", LIST, own(key)).status()).isEqualTo(200);
        keys.age(Optional.empty());
        assertThat(send("GET", "/api/v1/commands/1", own(key)).status()).isEqualTo(503);
    }

    @Test
    void redirectsNeedNoKey() throws Exception {
        assertThat(send("GET", "/apis", NO_HEADERS).text()).contains("redirect");
    }

    @Test
    void whereKeysAreOffEverythingPassesButAKeyInTheQuery() throws Exception {
        api.close();
        api = start("query-service", keys.control(false, longAnswers, Duration.ZERO));
        KeyText key = keys.add("default", Role.ADMIN);
        assertThat(send("GET", LIST, NO_HEADERS).status()).isEqualTo(200);
        assertThat(send("GET", LIST + "?key=" + key.reveal(), NO_HEADERS).status())
                .isEqualTo(400);
    }
}
