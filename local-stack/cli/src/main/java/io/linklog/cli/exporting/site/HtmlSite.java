package io.linklog.cli.exporting.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** A folder with a page for each link. The page sends a browser on; it has no status and no query of the visitor. */
final class HtmlSite implements Site {

    /** The most bytes of a name on usual file systems. */
    private static final int LONGEST_NAME = 255;

    private final Path folder;

    HtmlSite(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<String> obstacle(SiteLink link) {
        boolean fits = link.code().getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME
                && !link.code().startsWith(".")
                && link.code().indexOf('/') < 0;
        if (!fits) {
            return Optional.of("its code is no name of a folder");
        }
        // the disk decides: on some, names that differ only in case are one
        return Files.exists(folder.resolve(link.code()), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of("its code is the name of another file there")
                : Optional.empty();
    }

    @Override
    public void add(SiteLink link) throws IOException {
        String target = escape(link.target());
        String page = """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="referrer" content="no-referrer-when-downgrade">
                <meta http-equiv="refresh" content="0; url=%1$s">
                <link rel="canonical" href="%1$s">
                <title>Redirect</title>
                </head>
                <body><a href="%1$s">%1$s</a></body>
                </html>
                """.formatted(target);
        Files.writeString(Files.createDirectory(folder.resolve(link.code())).resolve("index.html"), page);
    }

    @Override
    public void finish() {
        // each page is complete
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("'", "&#39;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;");
    }
}
