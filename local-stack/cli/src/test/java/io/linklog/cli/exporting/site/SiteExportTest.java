package io.linklog.cli.exporting.site;

import static io.linklog.cli.exporting.site.SiteLinks.NOW;
import static io.linklog.cli.exporting.site.SiteLinks.link;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteExportTest {

    @TempDir
    Path folder;

    @Test
    void linksThatNeedLinklogAreLeftOutAndListed() throws Exception {
        try (SiteExport export = new SiteExport(SiteFormat.json, folder, null, NOW)) {
            export.add(link("a", "https://example.org/"));
            export.add(link("until", "https://example.org/").put("validUntil", "2026-12-01T00:00:00Z"));
            export.add(link("ended", "https://example.org/").put("validUntil", "2026-11-30T12:00:00Z"));
            export.add(link("early", "https://example.org/").put("validSince", "2026-11-30T12:00:01Z"));
            export.add(link("limited", "https://example.org/").put("maxVisits", 3));
            export.add(link("locked", "https://example.org/").put("hasPassword", true));
            ObjectNode ruled = link("ruled", "https://example.org/");
            ruled.withArray("redirectRules").addObject();
            export.add(ruled);
            ObjectNode down = link("down", "https://example.org/");
            down.putObject("takedown");
            export.add(down);
            export.add(link("deleted", "https://example.org/").put("state", "DELETED"));
            export.add(link("other", "https://example.org/").put("domain", "go.example"));
            assertThat(export.written()).isEqualTo(2);
            assertThat(export.missing()).isEqualTo(8);
            assertThat(export.ending()).isEqualTo(1);
        }
        assertThat(Files.readAllLines(folder.resolve(SiteExport.LEFT_OUT)))
                .containsExactly(
                        "https://s.example/ended\thas ended",
                        "https://s.example/early\tis not open yet",
                        "https://s.example/limited\thas a limit of visits",
                        "https://s.example/locked\thas a password",
                        "https://s.example/ruled\thas redirect rules",
                        "https://s.example/down\tis deleted or taken down",
                        "https://s.example/deleted\tis deleted or taken down",
                        "https://s.example/other\tis on another domain; name it with --domain");
    }

    @Test
    void theLinksOfAnotherDomainAreAnotherSite() throws Exception {
        try (SiteExport export = new SiteExport(SiteFormat.json, folder, "go.example", NOW)) {
            export.add(link("a", "https://example.org/"));
            export.add(link("b", "https://example.org/b").put("domain", "go.example"));
        }
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("links.json").toFile())
                        .fieldNames())
                .toIterable()
                .containsExactly("/b");
    }

    @Test
    void jsonHoldsEachTargetToTheLetter() throws Exception {
        SiteLinks.export(SiteFormat.json, folder, export -> {});
        JsonNode links =
                new ObjectMapper().readTree(folder.resolve("links.json").toFile());
        SiteLinks.HOSTILE.forEach((code, target) ->
                assertThat(links.path("/" + code).path("location").asText()).isEqualTo(target));
        assertThat(links.path("/s308").path("status").asInt()).isEqualTo(308);
        assertThat(links.path("/kept").path("forwardQuery").asBoolean()).isFalse();
        assertThat(links.path("/encoded").path("location").asText())
                .isEqualTo("https://example.org/%20%C3%A4%22%7D%7C%60");
    }

    @Test
    void aPageOfHtmlLeadsToTheTargetToTheLetter() throws Exception {
        SiteLinks.export(SiteFormat.html, folder, export -> {});
        for (Map.Entry<String, String> each : SiteLinks.HOSTILE.entrySet()) {
            String page = Files.readString(folder.resolve(each.getKey()).resolve("index.html"));
            String escaped = each.getValue().replace("&", "&amp;").replace("'", "&#39;");
            assertThat(page)
                    .contains(
                            "<meta http-equiv=\"refresh\" content=\"0; url=" + escaped + "\">",
                            "<a href=\"" + escaped + "\">" + escaped + "</a>")
                    .doesNotContain("<script", "</script");
        }
    }

    @Test
    void aCodeThatIsNoFolderIsLeftOutOfHtml() throws Exception {
        SiteLinks.export(SiteFormat.html, folder, export -> {
            try {
                export.add(link("\u00fc".repeat(128), "https://example.org/"));
                export.add(link("../up", "https://example.org/"));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        List<String> leftOut = Files.readAllLines(folder.resolve(SiteExport.LEFT_OUT));
        assertThat(leftOut).hasSize(2).allMatch(line -> line.endsWith("\tits code is no name of a folder"));
    }

    @Test
    void aCodeWhoseNameIsTakenOnTheDiskIsLeftOutOfHtml() throws Exception {
        try (SiteExport export = new SiteExport(SiteFormat.html, folder, null, NOW)) {
            // as on a disk that takes Plain for plain
            Files.createDirectory(folder.resolve("plain"));
            export.add(link("plain", "https://example.org/"));
            export.add(link(SiteExport.LEFT_OUT, "https://example.org/"));
            export.add(link("other", "https://example.org/"));
            assertThat(export.written()).isEqualTo(1);
        }
        assertThat(Files.readAllLines(folder.resolve(SiteExport.LEFT_OUT)))
                .hasSize(2)
                .allMatch(line -> line.endsWith("\tits code is the name of another file there"));
    }
}
