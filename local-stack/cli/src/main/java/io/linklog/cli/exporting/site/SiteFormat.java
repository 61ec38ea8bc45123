package io.linklog.cli.exporting.site;

import java.io.IOException;
import java.nio.file.Path;

/** The formats of a static site. The names are those of the option. */
public enum SiteFormat {
    /** One file for nginx. */
    nginx {
        @Override
        Site open(Path folder) throws IOException {
            return new NginxSite(folder);
        }
    },
    /** A configuration of HAProxy, and a map of the links. */
    haproxy {
        @Override
        Site open(Path folder) throws IOException {
            return new HaproxySite(folder);
        }
    },
    /** A page for each link, for any server of files. */
    html {
        @Override
        Site open(Path folder) {
            return new HtmlSite(folder);
        }
    },
    /** One JSON document, for a program of yours. */
    json {
        @Override
        Site open(Path folder) throws IOException {
            return new JsonSite(folder);
        }
    };

    /** @param folder exists and is empty */
    abstract Site open(Path folder) throws IOException;
}
