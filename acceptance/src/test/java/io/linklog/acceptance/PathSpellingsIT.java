package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.link;
import static org.assertj.core.api.Assertions.assertThat;

import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.RawHttp;
import io.linklog.acceptance.system.Spellings;
import io.linklog.acceptance.system.WholeSystem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * However a path is spelled, nobody gets in without a key: not at a service, and not through the edge, whose proxy
 * reads paths with other code than the services do.
 */
@WholeSystem
@Order(2)
final class PathSpellingsIT {

    private static final int COMBINED = 150;
    private static final String BODY = "{\"longUrl\":\"https://example.org/by-another-spelling\"}";

    /** What a call without a key may be answered. 400 and 404: the spelling is no path of the API. */
    private static final List<Integer> CLOSED = List.of(400, 401, 404, 405, 421);

    private final Linklog linklog;
    private final Map<String, RawHttp> doors = new LinkedHashMap<>();

    PathSpellingsIT(Linklog linklog) {
        this.linklog = linklog;
        doors.put("command-service", new RawHttp(linklog.port("LINKLOG_COMMAND_PORT")));
        doors.put("query-service", new RawHttp(linklog.port("LINKLOG_QUERY_PORT")));
        doors.put("edge", new RawHttp(linklog.port("LINKLOG_EDGE_PORT")));
    }

    @Test
    void noSpellingOfAPathGetsRoundTheKey() {
        String title = Linklog.freshSlug("secret-title");
        String code = linklog.api()
                .create(link("https://example.org/behind-the-door").put("title", title))
                .is(201)
                .member("shortCode");
        long seed = ThreadLocalRandom.current().nextLong();
        List<String> open = new ArrayList<>();
        for (String route : List.of(
                "GET /api/v1/links",
                "GET /api/v1/links/" + code,
                "GET /api/v1/domains",
                "GET /api/v1/keys",
                "GET /api/v1/blocked-targets",
                "GET /api/v1/stats",
                "POST /api/v1/links",
                "POST /api/v1/links/" + code + "/takedown")) {
            String method = route.substring(0, route.indexOf(' '));
            for (String spelling : Spellings.of(route.substring(method.length() + 1), COMBINED, seed)) {
                doors.forEach((name, door) -> {
                    String at = method + " " + spelling.replace("\0", "<NUL>") + " at " + name + " (seed " + seed + ")";
                    Answer without = call(door, method, spelling, "");
                    assertThat(CLOSED).as("%s: %s", at, without).contains(status(without));
                    assertThat(without.text()).as(at).doesNotContain(title, "llk_", "\"data\"", "by-another-spelling");
                    Answer with = call(door, method, spelling, linklog.keyHeader());
                    // a key changes the answer where, and only where, a key is asked for
                    assertThat(status(with) == status(without))
                            .as("%s with a key: %s; without: %s", at, with, without)
                            .isEqualTo(status(without) != 401);
                    if (with.status() < 300) {
                        open.add(name + " " + method + " " + spelling);
                    }
                });
            }
        }
        // the key does open the usual spelling at each door, so the refusals above mean something
        assertThat(open)
                .contains(
                        "edge GET /api/v1/links",
                        "edge GET /api/v1/keys",
                        "edge GET /api/v1/blocked-targets",
                        "edge POST /api/v1/links",
                        "query-service GET /api/v1/links",
                        "command-service GET /api/v1/keys",
                        "command-service POST /api/v1/links");
    }

    /** Some servers take the path from a header in place of the request line. */
    @Test
    void aHeaderNamesNoOtherPathOrMethod() {
        for (String name : List.of("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Uri", "X-Forwarded-Prefix")) {
            doors.forEach((door, http) -> {
                Answer answer = http.send(RawHttp.head("GET /no-such-code-1", name + ": /api/v1/links"), new byte[0]);
                assertThat(answer.status())
                        .as("%s at %s: %s", name, door, answer)
                        .isEqualTo(404);
                Answer api = http.send(RawHttp.head("GET /api/v1/links", name + ": /livez"), new byte[0]);
                assertThat(api.status()).as("%s at %s: %s", name, door, api).isEqualTo(401);
            });
        }
        for (String name : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
            doors.forEach((door, http) -> {
                Answer answer = http.send(RawHttp.head("GET /api/v1/links", name + ": OPTIONS"), new byte[0]);
                // the first is refused whatever it says, because Javalin would believe it
                assertThat(answer.status())
                        .as("%s at %s: %s", name, door, answer)
                        .isIn(401, 501);
            });
        }
    }

    private static Answer call(RawHttp door, String method, String spelling, String headers) {
        String line = method + " " + spelling;
        if (method.equals("GET")) {
            return door.send(RawHttp.head(line, headers), new byte[0]);
        }
        String ofBody = "Content-Type: application/json\nContent-Length: " + BODY.length() + "\n";
        return door.send(RawHttp.head(line, ofBody + headers), RawHttp.bytes(BODY));
    }

    /** Jetty refuses an invalid path without reading the body, and its reset may overtake its 400. */
    private static int status(Answer answer) {
        return answer.status() == 502 ? 400 : answer.status();
    }
}
