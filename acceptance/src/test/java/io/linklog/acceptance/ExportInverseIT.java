package io.linklog.acceptance;

import static io.linklog.acceptance.system.Api.LINKS;
import static io.linklog.acceptance.system.Api.object;
import static io.linklog.acceptance.system.Linklog.freshSlug;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linklog.acceptance.system.Api;
import io.linklog.acceptance.system.Batches;
import io.linklog.acceptance.system.Cli;
import io.linklog.acceptance.system.Linklog;
import io.linklog.acceptance.system.WholeSystem;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tenant exports, another one imports with its codes, and exports the same. */
@WholeSystem
final class ExportInverseIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> MAY_DIFFER = List.of("version", "dateEdited", "shortUrl", "createdBy");

    private final Linklog linklog;

    ExportInverseIT(Linklog linklog) {
        this.linklog = linklog;
    }

    /** A tenant whose codes and domain begin with its name. */
    private record Team(String name, Api api, Cli cli) {

        String export(Path folder, String format) throws IOException {
            Path file = folder.resolve(name + "." + format);
            cli.run("export", "--format", format, "--output", file.toString()).is(0);
            return Files.readString(file);
        }

        void importCodes(Path folder, String format, String text) throws IOException {
            Path file = folder.resolve(name + "-given." + format);
            Files.writeString(file, text);
            cli.run("import", "--keep-codes", file.toString()).is(0);
        }
    }

    private Team team() {
        String name = freshSlug("inverse");
        String key = linklog.api().adminKey(name).member("key");
        Team team = new Team(
                name, linklog.api().with(key), new Cli(linklog.root(), linklog.folder(), Map.of("LINKLOG_KEY", key)));
        team.api
                .sendJson(
                        "POST",
                        "/api/v1/domains",
                        object().put("domain", name + ".example.org").toString())
                .is(201);
        return team;
    }

    @Test
    void anImportWithItsCodesMakesTheSameFileAgain(@TempDir Path folder) throws Exception {
        Team first = team();
        fill(first, folder);
        for (String format : List.of("csv", "jsonl")) {
            String exported = first.export(folder, format);
            Team second = team();
            second.importCodes(folder, format, exported.replace(first.name, second.name));
            String again = second.export(folder, format).replace(second.name, first.name);
            assertThat(same(format, again))
                    .as(format)
                    .isEqualTo(same(format, exported))
                    .hasSizeGreaterThan(3);
            countsGoOn(second);
        }
    }

    private void fill(Team team, Path folder) throws IOException {
        String code = team.name;
        team.importCodes(folder, "jsonl", """
                {"longUrl":"https://example.org/ü?a=1,2;3","customSlug":"NAME-full","title":"","tags":[" news, spring ","a;b"],\
                "validSince":"2020-01-01T00:00:00.5Z","validUntil":"2099-01-01T00:00:00Z","redirectStatus":307,\
                "forwardQuery":false,"crawlable":true,"redirectRules":[{"longUrl":"https://example.org/ios","conditions":\
                [{"type":"device","matchValue":"ios"}]}],"description":" of a \\"card\\" ","imageUrl":"https://example.org/i.png",\
                "baseVisits":120,"dateCreated":"2016-05-01T08:00:00.123Z"}
                {"longUrl":"https://example.org/limited","customSlug":"NAME-limited","maxVisits":9223372036854775807}
                {"longUrl":"https://example.org/domain","customSlug":"NAME-there","domain":"NAME.example.org","title":" A "}
                {"longUrl":"https://example.org/","customSlug":"NAME-bare"}
                {"longUrl":"https://example.org/","customSlug":"NAME-deleted"}
                {"longUrl":"https://example.org/","customSlug":"NAME-down"}
                """.replace("NAME", code));
        Api api = team.api;
        api.create(Api.link("https://example.org/secret")
                        .put("customSlug", code + "-secret")
                        .put("password", "correct horse"))
                .is(201);
        api.edit(code + "-bare", object().put("title", "Edited")).is(200);
        api.send("DELETE", LINKS + "/" + code + "-deleted", BodyPublishers.noBody())
                .is(204);
        api.sendJson(
                        "POST",
                        LINKS + "/" + code + "-down/takedown",
                        object().put("reason", "phishing").toString())
                .is(204);
        assertThat(team.cli.run("export", "--format", "jsonl").is(0).err())
                .contains("Left out: 1 deleted, 1 taken down, 1 with a password.");
        assertThat(api.edit(code + "-full", object().put("baseVisits", 1))
                        .is(400)
                        .member("detail"))
                .contains("only a create sets it");
    }

    /** The lines of an export without what may differ. */
    private static List<String> same(String format, String text) {
        if (format.equals("csv")) {
            // the two last columns are dateEdited and shortUrl; version and createdBy are none
            return text.lines()
                    .map(line -> line.replaceFirst(",[^,]*,[^,]*$", ""))
                    .toList();
        }
        return Batches.lines(text).stream()
                .map(link -> ((ObjectNode) link).remove(MAY_DIFFER).toString())
                .toList();
    }

    private static void countsGoOn(Team team) {
        String path = "/" + team.name + "-full";
        team.api.get(path).is(307);
        team.api.get(path).is(307);
        JsonNode allTime = await().atMost(PATIENCE)
                .until(
                        () -> team.api
                                .get(LINKS + path + "/stats")
                                .is(200)
                                .json()
                                .path("allTime"),
                        counts -> counts.path("counted").asInt() == 2);
        assertThat(allTime.toString()).isEqualTo("{\"base\":120,\"counted\":2,\"total\":122}");
        assertThat(team.api.get(LINKS).is(200).json().at("/data").findValuesAsText("dateCreated"))
                .as("the list goes by the original date")
                .isSortedAccordingTo((a, b) -> b.compareTo(a))
                .last()
                .isEqualTo("2016-05-01T08:00:00.123Z");
        assertThat(team.api.get(LINKS + path + "?asOf=2016-06-01T00:00:00Z").status())
                .as("the log knows it later")
                .isEqualTo(404);
    }
}
