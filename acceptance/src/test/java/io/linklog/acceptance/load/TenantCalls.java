package io.linklog.acceptance.load;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.link;
import static io.linklog.acceptance.system.Api.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.acceptance.load.TenantModel.OwnedLink;
import io.linklog.acceptance.system.Answer;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random calls of several tenants about the same few codes and keys. Each answer is compared with a model: what is
 * another's is answered as what nobody has. Not thread-safe.
 */
public final class TenantCalls {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> READS =
            List.of("", "?asOf=2099-01-01T00:00:00Z", "/history", "/stats", "/visits");

    private final TenantModel model;
    private final Map<String, Api> apis;
    private final List<String> tenants;
    private final String run;
    private final Random random;
    private final List<String> slugs = new ArrayList<>();
    private final Map<String, String> tenantsOfCommands = new TreeMap<>();
    private final List<String> commands = new ArrayList<>();
    private final Map<String, String> codesOfKeys = new TreeMap<>();
    private final List<String> cursors = new ArrayList<>(List.of(""));

    /**
     * @param apis a client for each tenant
     * @param run a prefix of the codes that no other run has
     */
    public TenantCalls(TenantModel model, Map<String, Api> apis, String run, Random random) {
        this.model = model;
        this.apis = apis;
        this.tenants = List.copyOf(apis.keySet());
        this.run = run;
        this.random = random;
        for (int i = 0; i < 12; i++) {
            slugs.add(run + "-" + i);
        }
    }

    /** Makes the next call. */
    public void step() {
        String tenant = pick(tenants);
        switch (random.nextInt(14)) {
            case 0, 1 -> createSlug(tenant, pick(slugs), random.nextBoolean());
            case 2 -> findOrCreate(tenant);
            case 3 -> createUnderKey(tenant, "key-" + random.nextInt(3));
            case 4 -> batch(tenant);
            case 5, 6 -> edit(tenant, code());
            case 7 -> delete(tenant, code());
            case 8 -> restore(tenant, code());
            case 9, 10 -> read(tenant, code());
            case 11 -> list(tenant);
            case 12 -> status(tenant);
            default -> visit(code());
        }
    }

    private String code() {
        List<String> codes = model.codes();
        codes.addAll(slugs);
        return pick(codes);
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** The answer to a tenant's command, which has nothing of another tenant. */
    private Answer sent(String tenant, Answer answer) {
        String id = answer.header("Linklog-Command-Id");
        if (!id.isEmpty()) {
            commands.add(id);
            tenantsOfCommands.put(id, tenant);
        }
        return model.check(tenant, answer);
    }

    private ObjectNode body(String tenant) {
        ObjectNode body = link("https://example.org/" + model.mark(tenant)).put("title", model.mark(tenant));
        body.putArray("tags").add(run).add(model.mark(tenant));
        return body;
    }

    private void createSlug(String tenant, String slug, boolean find) {
        ObjectNode body = body(tenant).put("customSlug", slug).put("findIfExists", find);
        Answer answer = sent(tenant, apis.get(tenant).create(body));
        if (model.isFree(slug)) {
            answer.is(201);
            model.made(tenant, slug);
        } else if (find && model.find(tenant, slug) != null) {
            // an edited or deleted link is not the one that is asked for
            assertThat(answer.status()).as(answer.toString()).isIn(200, 409);
        } else {
            // whosever it is: that it is taken, and nothing of the link
            answer.isProblem(409);
            assertThat(answer.json().fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("type", "title", "status", "detail", "traceId");
        }
    }

    private void findOrCreate(String tenant) {
        ObjectNode sameForAll = link("https://example.org/" + run).put("findIfExists", true);
        Answer answer = sent(tenant, apis.get(tenant).create(sameForAll));
        if (answer.status() == 201) {
            model.made(tenant, answer.member("shortCode"));
        } else {
            assertThat(model.codesOf(tenant)).contains(answer.is(200).member("shortCode"));
        }
    }

    private void createUnderKey(String tenant, String key) {
        Answer answer = sent(
                        tenant,
                        apis.get(tenant).create(link("https://example.org/" + key), "Idempotency-Key", run + key))
                .is(201);
        String code = answer.member("shortCode");
        String before = codesOfKeys.put(tenant + " " + key, code);
        if (before == null) {
            model.made(tenant, code);
        } else {
            assertThat(code).as("the repeat of %s under %s", tenant, key).isEqualTo(before);
        }
    }

    private void batch(String tenant) {
        int first = random.nextInt(slugs.size());
        List<String> asked = List.of(slugs.get(first), slugs.get((first + 1) % slugs.size()));
        StringBuilder lines = new StringBuilder();
        asked.forEach(slug -> lines.append(body(tenant).put("customSlug", slug)).append('\n'));
        List<JsonNode> results = Batches.results(model.check(tenant, Batches.send(apis.get(tenant), lines.toString())));
        for (int i = 0; i < asked.size(); i++) {
            assertThat(results.get(i).path("status").asInt())
                    .as(results.get(i).toString())
                    .isEqualTo(model.isFree(asked.get(i)) ? 201 : 409);
            if (model.isFree(asked.get(i))) {
                model.made(tenant, asked.get(i));
            }
        }
    }

    private void edit(String tenant, String code) {
        ObjectNode change = object().put("title", model.mark(tenant) + " " + random.nextInt(1_000_000));
        change(tenant, code, "PATCH", "", change.toString());
    }

    private void delete(String tenant, String code) {
        change(tenant, code, "DELETE", "", "");
    }

    private void restore(String tenant, String code) {
        change(tenant, code, "POST", "/restore", "");
    }

    private void change(String tenant, String code, String method, String suffix, String body) {
        OwnedLink link = model.find(tenant, code);
        long version = random.nextInt(3) == 0 ? 1 : link == null ? 2 : link.version;
        boolean isAny = random.nextBoolean();
        Answer answer = sent(tenant, send(tenant, code, method, suffix, body, isAny ? "*" : "\"" + version + "\""));
        boolean isRestore = suffix.equals("/restore");
        if (link == null) {
            Answer unknown = sent(tenant, send(tenant, run + "-free", method, suffix, body, isAny ? "*" : "\"2\""));
            checkUnknown(answer, code, unknown);
        } else if (link.deleted && !isRestore) {
            answer.isProblem(410);
        } else if (!isAny && version != link.version) {
            answer.isProblem(412);
        } else {
            answer.is(method.equals("DELETE") ? 204 : 200);
            boolean isNoChange = isRestore && !link.deleted;
            link.version += isNoChange ? 0 : 1;
            link.deleted = method.equals("DELETE");
        }
    }

    private Answer send(String tenant, String code, String method, String suffix, String body, String ifMatch) {
        String path = LINKS + "/" + code + suffix;
        return body.isEmpty()
                ? apis.get(tenant).send(method, path, BodyPublishers.noBody(), "If-Match", ifMatch)
                : apis.get(tenant).sendJson(method, path, body, "If-Match", ifMatch);
    }

    /** Another's link and no link: the same status, headers and body. */
    private void checkUnknown(Answer answer, String code, Answer ofFreeCode) {
        ofFreeCode.isProblem(404);
        answer.is(404);
        assertThat(answer.headers().map().keySet())
                .isEqualTo(ofFreeCode.headers().map().keySet());
        assertThat(comparable(answer, code)).isEqualTo(comparable(ofFreeCode, run + "-free"));
    }

    private static String comparable(Answer answer, String code) {
        return answer.text().replace(code, "CODE").replaceAll("\"traceId\":\"[0-9a-f]+\"", "TRACE");
    }

    private void read(String tenant, String code) {
        Api api = apis.get(tenant);
        String what = pick(READS);
        String[] headers = random.nextBoolean() ? new String[] {"If-None-Match", "\"1\""} : new String[0];
        Answer answer = model.check(tenant, api.get(LINKS + "/" + code + what, headers));
        if (model.find(tenant, code) == null) {
            checkUnknown(answer, code, api.get(LINKS + "/" + run + "-free" + what, headers));
            api.head(LINKS + "/" + code + what, headers).is(404);
        } else {
            assertThat(answer.status()).as(answer.toString()).isIn(200, 304);
        }
    }

    private void list(String tenant) {
        String query = pick(List.of("?limit=3", "?limit=3&state=ALL", "?limit=3&tag=" + run, "?limit=3&q=example"));
        String cursor = pick(cursors); // whosever
        Answer page = model.check(
                        tenant, apis.get(tenant).get(LINKS + query + (cursor.isEmpty() ? "" : "&cursor=" + cursor)))
                .is(200);
        page.json()
                .path("data")
                .forEach(link -> model.checkCode(tenant, link.path("shortCode").asText()));
        if (page.json().path("nextCursor").isTextual()) {
            cursors.add(page.member("nextCursor"));
        }
    }

    private void status(String tenant) {
        if (commands.isEmpty()) {
            return;
        }
        String id = pick(commands);
        String path = "/api/v1/commands/" + id;
        // the log may not be readable in time on a busy machine
        Answer answer = await().atMost(PATIENCE)
                .until(() -> model.check(tenant, apis.get(tenant).get(path)), status -> status.status() != 503);
        if (tenantsOfCommands.get(id).equals(tenant)) {
            assertThat(answer.is(200).member("commandId")).isEqualTo(id);
        } else {
            answer.isProblem(404);
            assertThat(answer.text()).doesNotContain(id);
        }
    }

    /** What visitors see has no tenant. */
    private void visit(String code) {
        int status = apis.get(pick(tenants)).get("/" + code).status();
        if (model.isFree(code)) {
            assertThat(status).isEqualTo(404);
        } else {
            assertThat(status).isIn(302, 410);
            model.visited(code, status == 302);
        }
    }
}
