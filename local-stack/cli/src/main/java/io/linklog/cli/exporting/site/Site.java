package io.linklog.cli.exporting.site;

import java.io.IOException;

/** The files of one format. Not thread-safe. */
interface Site {

    /** Adds a link; the links come in any order, each code once. */
    void add(SiteLink link) throws IOException;

    /** Writes what can only be written after the last link. */
    void finish() throws IOException;
}
