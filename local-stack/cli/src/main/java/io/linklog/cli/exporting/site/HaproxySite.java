package io.linklog.cli.exporting.site;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A configuration of HAProxy and its map. A value has four fields with vertical bars between them, which are in no
 * target: status, sign of the query, head, fragment. HAProxy takes neither variables nor escapes in a map.
 */
final class HaproxySite implements Site {

    private static final String CONFIGURATION = """
            # Links exported by Linklog: haproxy -C THIS_FOLDER -f haproxy.cfg
            global
              # the longest target of a link and the longest query fit in
              tune.bufsize 49152

            defaults
              mode http
              timeout client 30s
              timeout http-request 10s

            frontend linklog
              bind :8080
              http-request set-var(txn.link) path,url_dec,map_str(links.map)
              http-request deny deny_status 404 if !{ var(txn.link) -m found }
              http-request set-var(txn.sign) var(txn.link),field(2,|)
              http-request set-var(txn.join) str()
              http-request set-var(txn.join) var(txn.sign) if { var(txn.sign) -m str ? & }
              http-request set-var(txn.args) str()
              http-request set-var(txn.args) query if !{ var(txn.sign) -m str x } { query -m len gt 0 }
              http-request set-var(txn.join) str() if !{ var(txn.args) -m len gt 0 }
              http-request set-var(txn.head) var(txn.link),field(3,|)
              http-request set-var(txn.fragment) var(txn.link),field(4,|)
            """;

    private final Path folder;
    private final BufferedWriter map;

    HaproxySite(Path folder) throws IOException {
        this.folder = folder;
        this.map = Files.newBufferedWriter(folder.resolve("links.map"));
    }

    @Override
    public void add(SiteLink link) throws IOException {
        map.write("/" + link.code() + " " + link.status() + "|" + link.query().sign() + "|" + link.head() + "|"
                + link.fragment() + "\n");
    }

    @Override
    public void finish() throws IOException {
        map.close();
        StringBuilder text = new StringBuilder(CONFIGURATION);
        for (int status : new int[] {301, 302, 307, 308}) {
            text.append("  http-request redirect location")
                    .append(" %[var(txn.head)]%[var(txn.join)]%[var(txn.args)]%[var(txn.fragment)] code ")
                    .append(status)
                    .append(" if { var(txn.link),field(1,|) -m str ")
                    .append(status)
                    .append(" }\n");
        }
        Files.writeString(folder.resolve("haproxy.cfg"), text);
    }
}
