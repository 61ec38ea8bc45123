package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.linklog.acceptance.load.Follower;
import io.linklog.acceptance.load.TenantCalls;
import io.linklog.acceptance.load.TenantModel;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Three tenants, one of them {@code default}, call the API at random, and none ever sees anything of another. Other
 * tests write links of {@code default} meanwhile; so for it, only what is another's is known.
 */
@WholeSystem
@Order(2)
final class TenantsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int CALLS = 300;
    /** A slow machine makes fewer calls: the first ones of the same sequence. */
    private static final Duration ENOUGH = Duration.ofSeconds(12);

    /** Another seed makes another sequence of calls. */
    private static final long SEED = Long.getLong("linklog.tenants.seed", 13);

    private final Api admin;
    private final String run = freshSlug("tenants");
    private final TenantModel model = new TenantModel();
    private final Map<String, Api> apis = new TreeMap<>();
    private final Set<String> keys = new TreeSet<>();

    TenantsIT(Linklog linklog) {
        this.admin = linklog.api();
    }

    @BeforeEach
    void makeTenants() {
        for (String tenant : new String[] {"default", run + "-a", run + "-b"}) {
            Answer key = admin.sendJson(
                            "POST",
                            "/api/v1/keys",
                            object().put("name", run)
                                    .put("role", "editor")
                                    .put("tenant", tenant)
                                    .toString())
                    .is(201);
            keys.add(key.member("id"));
            model.add(tenant, "mark-" + tenant + "-" + run, key.member("id"));
            Api api = admin.with(key.member("key"));
            apis.put(tenant, api);
            await().atMost(PATIENCE).until(() -> api.get(LINKS).status() == 200);
            await().atMost(PATIENCE)
                    .until(() -> api.get("/api/v1/commands/none").status() == 404);
        }
    }

    @AfterEach
    void revokeKeys() {
        keys.forEach(id -> admin.delete("/api/v1/keys/" + id));
    }

    @Test
    void noTenantEverSeesAnythingOfAnother() throws Exception {
        Map<String, Follower> followers = new TreeMap<>();
        try {
            apis.forEach((tenant, api) -> followers.put(tenant, new Follower(api, "")));
            followers
                    .values()
                    .forEach(follower -> await().atMost(PATIENCE)
                            .until(() -> !follower.lastId().isEmpty()));
            callAtRandom();
            for (String tenant : apis.keySet()) {
                if (!tenant.equals("default")) {
                    await().atMost(PATIENCE).until(() -> listed(tenant).equals(model.codesOf(tenant)));
                    await().atMost(PATIENCE)
                            .until(() -> created(followers.get(tenant)).equals(model.codesOf(tenant)));
                }
                check(tenant, followers.get(tenant));
                if (!tenant.equals("default")) {
                    checkStatistics(tenant);
                }
            }
        } finally {
            for (Follower follower : followers.values()) {
                follower.close();
            }
        }
    }

    private void callAtRandom() {
        TenantCalls calls = new TenantCalls(model, apis, run, new Random(SEED));
        long began = System.nanoTime();
        for (int i = 0; i < CALLS && System.nanoTime() - began < ENOUGH.toNanos(); i++) {
            try {
                calls.step();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("Call " + i + " with -Dlinklog.tenants.seed=" + SEED + ", run " + run, e);
            }
        }
    }

    /** The codes of the whole list, page by page. */
    private Set<String> listed(String tenant) {
        Set<String> codes = new TreeSet<>();
        for (String cursor = ""; cursor != null; ) {
            JsonNode page = apis.get(tenant)
                    .get(LINKS + "?state=ALL&limit=7" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .is(200)
                    .json();
            page.path("data").forEach(link -> codes.add(link.path("shortCode").asText()));
            cursor = page.path("nextCursor").textValue();
        }
        return codes;
    }

    private static Set<String> created(Follower follower) {
        Set<String> codes = new TreeSet<>();
        follower.events().stream()
                .filter(event -> event.type().equals("link.created"))
                .forEach(event -> codes.add(event.data().path("code").asText()));
        return codes;
    }

    private void check(String tenant, Follower follower) {
        assertThat(follower.refusals()).isEmpty();
        for (Follower.Event event : follower.events()) {
            model.checkText(tenant, event.data().toString());
            model.checkCode(tenant, event.data().path("code").asText());
            if (!tenant.equals("default")) {
                assertThat(model.codesOf(tenant))
                        .as("%s of %s", event, tenant)
                        .contains(event.data().path("code").asText());
            }
        }
    }

    /** A tenant's visits are those of its links; those that a deleted link turned away are its orphan visits. */
    private void checkStatistics(String tenant) {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            long ofLinks = model.codesOf(tenant).stream()
                    .mapToLong(code -> count(tenant, LINKS + "/" + code + "/stats"))
                    .sum();
            assertThat(ofLinks).isBetween(model.redirects(tenant), model.visits(tenant));
            assertThat(count(tenant, "/api/v1/stats")).isEqualTo(ofLinks);
            assertThat(count(tenant, "/api/v1/stats/orphans"))
                    .isEqualTo(model.visits(tenant) - model.redirects(tenant));
            JsonNode orphans = apis.get(tenant)
                    .get("/api/v1/visits/orphans?limit=500")
                    .is(200)
                    .json()
                    .path("data");
            assertThat(orphans).hasSize((int) (model.visits(tenant) - model.redirects(tenant)));
            orphans.forEach(visit -> assertThat(model.codesOf(tenant))
                    .contains(visit.path("path").asText()));
        });
    }

    private long count(String tenant, String path) {
        JsonNode total = apis.get(tenant).get(path).is(200).json().path("total");
        return total.path("human").asLong() + total.path("bot").asLong();
    }
}
