package io.linklog.cli.importing.formats;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The requests that import makes of a file, for tests of export. */
public final class RoundTrip {
    private RoundTrip() {}

    /** The body of the request for each line of a file, as JSON; the reason for each other line. */
    public static List<String> requests(Path file, boolean keepCodes) throws IOException {
        List<String> requests = new ArrayList<>();
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            LinkSource source =
                    ImportFormat.detect(file.toString(), in).open(in, new LinkFields(keepCodes, false, false));
            for (SourceLine line = source.next(); line != null; line = source.next()) {
                requests.add(line.link() != null ? new String(line.body(), StandardCharsets.UTF_8) : line.reason());
            }
        }
        return requests;
    }
}
