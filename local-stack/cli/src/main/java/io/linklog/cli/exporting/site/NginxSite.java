package io.linklog.cli.exporting.site;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A file for the http block of nginx. Three things are as they are because of nginx:
 *
 * <ul>
 *   <li>A map ignores case. So each entry ends with its code, an expression compares it, and codes that differ in case
 *       only are in different maps.
 *   <li>A dollar in a value names a variable, and cannot be escaped. So a variable holds it.
 *   <li>A token has at most 4,096 bytes. So a long target is in a location of its own, in parts.
 * </ul>
 */
final class NginxSite implements Site {

    private static final int LONGEST_TOKEN = 3_000;
    /** A part of nothing but dollars is 17 times as long. */
    private static final int PART = 200;

    private static final String BEGIN = """
            # Links exported by Linklog, for the http block of nginx: copy this file to /etc/nginx/conf.d.
            map_hash_max_size %d;
            map_hash_bucket_size 2048;
            geo $linklog_dollar { default "$"; }
            """;
    private static final String CHECK = """
            map "$linklog_%1$d $uri" $linklog_found_%1$d {
              default "";
              "~^(?<linklog_status>[0-9]+) (?<linklog_sign>[^ ]) (?<linklog_head>[^ ]+) (?<linklog_tail>[^ ]+)\
             (?<linklog_path>/[^ ]*) \\k<linklog_path>$" 1;
            }
            """;
    private static final String SERVER = """
            map "$linklog_sign $args" $linklog_query {
              default "";
              "~^[.] (?<linklog_args>.+)$" "$linklog_args";
              "~^(?<linklog_join>[?&]) (?<linklog_args>.+)$" "$linklog_join$linklog_args";
            }
            map $linklog_tail $linklog_fragment {
              default "$linklog_tail";
              "-" "";
            }
            server {
              listen 8080 default_server;
              server_tokens off;
            """;
    private static final String[] STATUSES = {"301", "302", "307", "308"};
    private static final String TARGET = "$linklog_head$linklog_query$linklog_fragment";

    private final Path folder;
    private final Map<String, Integer> codes = new HashMap<>();
    private final List<Writer> maps = new ArrayList<>();
    private final List<SiteLink> tooLong = new ArrayList<>();

    NginxSite(Path folder) {
        this.folder = folder;
    }

    @Override
    public void add(SiteLink link) throws IOException {
        String tail = link.fragment().isEmpty() ? "-" : link.fragment();
        String entry = link.status() + " " + link.query().sign() + " " + link.head() + " " + tail + " /" + link.code();
        String value = quoted(entry);
        if (value.length() > LONGEST_TOKEN) {
            tooLong.add(link);
        } else {
            map(codes.merge(lowerCase(link.code()), 1, Integer::sum))
                    .append("  ")
                    .append(key(link.code()))
                    .append(' ')
                    .append(value)
                    .append(";\n");
        }
    }

    private Writer map(int number) throws IOException {
        if (number > maps.size()) {
            maps.add(Files.newBufferedWriter(part(number)));
        }
        return maps.get(number - 1);
    }

    private Path part(int number) {
        return folder.resolve("map-" + number + ".part");
    }

    @Override
    public void finish() throws IOException {
        Path file = folder.resolve("linklog.conf");
        map(1); // also without a link
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            // twice the entries: nginx looks for a size at which each bucket fits, from about this size on
            out.write(BEGIN.formatted(Math.max(2048, 2 * codes.size())));
        }
        for (int number = 1; number <= maps.size(); number++) {
            append(file, "map $uri $linklog_" + number + " {\n  default \"\";\n");
            maps.get(number - 1).close();
            try (var out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
                Files.copy(part(number), out);
            }
            Files.delete(part(number));
            append(file, "}\n" + CHECK.formatted(number));
        }
        append(file, SERVER + locations() + "}\n");
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private String locations() {
        StringBuilder text = new StringBuilder("  location / {\n    set $linklog_found \"\";\n");
        for (int number = 1; number <= maps.size(); number++) {
            text.append("    if ($linklog_found_").append(number).append(") { set $linklog_found 1; }\n");
        }
        text.append("    if ($linklog_found = \"\") { return 404; }\n");
        for (String status : STATUSES) {
            text.append("    if ($linklog_status = ")
                    .append(status)
                    .append(") { return ")
                    .append(status);
            text.append(' ').append(TARGET).append("; }\n");
        }
        text.append("  }\n");
        tooLong.forEach(link -> text.append(location(link)));
        return text.toString();
    }

    private static String location(SiteLink link) {
        return "  location = " + key(link.code()) + " {\n    set $linklog_sign \""
                + link.query().sign() + "\";\n" + set("linklog_head", link.head())
                + set("linklog_tail", link.fragment().isEmpty() ? "-" : link.fragment())
                + "    return " + link.status() + " " + TARGET + ";\n  }\n";
    }

    private static String set(String variable, String value) {
        StringBuilder text = new StringBuilder("    set $" + variable + " \"\";\n");
        for (int from = 0; from < value.length(); from += PART) {
            String part = value.substring(from, Math.min(value.length(), from + PART));
            text.append("    set $")
                    .append(variable)
                    .append(" \"${")
                    .append(variable)
                    .append('}');
            text.append(escaped(part)).append("\";\n");
        }
        return text.toString();
    }

    // codes of before today's rules may hold anything
    private static String key(String code) {
        return "\"/" + code.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String quoted(String text) {
        return '"' + escaped(text) + '"';
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "${linklog_dollar}");
    }

    // nginx folds ASCII only
    private static String lowerCase(String code) {
        byte[] bytes = code.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] = (byte) (bytes[i] + ('a' - 'A'));
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
