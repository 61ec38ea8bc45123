package io.linklog.cli.exporting.site;

import java.io.IOException;
import java.util.Optional;

/** The files of one format. Not thread-safe. */
interface Site {

    /** Why these files cannot hold a link, besides those that they have. */
    default Optional<String> obstacle(SiteLink link) {
        return Optional.empty();
    }

    /** Adds a link without an obstacle; the links come in any order, each code once. */
    void add(SiteLink link) throws IOException;

    /** Writes what can only be written after the last link. */
    void finish() throws IOException;
}
