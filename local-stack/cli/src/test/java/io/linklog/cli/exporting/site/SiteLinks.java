package io.linklog.cli.exporting.site;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Links in the API's JSON, among them hostile ones. */
final class SiteLinks {

    static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    /** Targets by code, none of which a Location has to encode. */
    static final Map<String, String> HOSTILE = new LinkedHashMap<>();

    static {
        HOSTILE.put("plain", "https://example.org/");
        HOSTILE.put("Plain", "https://example.org/other-case");
        HOSTILE.put("PLAIN", "https://example.org/third-case");
        HOSTILE.put("variable", "https://example.org/$host/$uri/$1?a=$args#$scheme");
        HOSTILE.put("dollar", "https://example.org/$");
        HOSTILE.put("semicolon", "https://example.org/a;return%20200;b");
        HOSTILE.put("quotes", "https://example.org/'a'%22b%22");
        HOSTILE.put("braces", "https://example.org/%7B%7D(a)[b]~*,@!");
        HOSTILE.put("format", "https://example.org/%25[src]%[path]%+Q?x=%d%s");
        HOSTILE.put("script", "https://example.org/%3C/script%3E");
        HOSTILE.put("query", "https://example.org/?a=b&c=d#frag");
        HOSTILE.put("empty-query", "https://example.org/?");
        HOSTILE.put("ampersand", "https://example.org/?a&");
        HOSTILE.put("long", "https://example.org/" + "$x".repeat(2_000) + "?q#" + "y".repeat(1_500));
        HOSTILE.put("longest", "https://example.org/" + "z".repeat(8_172));
        HOSTILE.put("stra\u00dfe", "https://example.org/unicode");
        HOSTILE.put("\u6f22\u5b57", "https://example.org/cjk");
        HOSTILE.put("a.b+c&d~e_f-g", "https://example.org/signs");
        HOSTILE.put("~*^.*", "https://example.org/expression");
        HOSTILE.put("default", "https://example.org/word");
        HOSTILE.put("a\"b\\c;d}e$uri", "https://example.org/code");
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private SiteLinks() {}

    static ObjectNode link(String code, String target) {
        return JSON.createObjectNode()
                .put("shortCode", code)
                .put("shortUrl", "https://s.example/" + code)
                .put("longUrl", target)
                .put("state", "ACTIVE")
                .put("redirectStatus", 302)
                .put("forwardQuery", true)
                .put("hasPassword", false)
                .set("redirectRules", JSON.createArrayNode());
    }

    /** Exports the hostile links, one link a status, and what the caller adds. */
    static void export(SiteFormat format, Path folder, Consumer<SiteExport> more) throws Exception {
        try (SiteExport export = new SiteExport(format, folder, null, NOW)) {
            for (Map.Entry<String, String> each : HOSTILE.entrySet()) {
                export.add(link(each.getKey(), each.getValue()));
            }
            for (int status : new int[] {301, 302, 307, 308}) {
                export.add(link("s" + status, "https://example.org/s").put("redirectStatus", status));
            }
            export.add(link("kept", "https://example.org/kept#f").put("forwardQuery", false));
            export.add(link("encoded", "https://example.org/ \u00e4\"}|`"));
            more.accept(export);
        }
    }
}
