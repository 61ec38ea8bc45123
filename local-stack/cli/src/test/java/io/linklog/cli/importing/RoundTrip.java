package io.linklog.cli.importing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What import would ask for, for tests of export. */
public final class RoundTrip {
    private RoundTrip() {}

    /** The body of the request for each line of a file, as JSON; a refused line is its reason. */
    public static List<String> requests(Path file, boolean keepCodes) throws IOException {
        List<String> requests = new ArrayList<>();
        try (BufferedInputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            Entries entries = ImportFormat.detect(file.toString(), in).open(in, new Members(keepCodes, false));
            for (Entry entry = entries.next(); entry != null; entry = entries.next()) {
                requests.add(
                        entry.link() != null
                                ? new String(entry.link().json(null), StandardCharsets.UTF_8)
                                : entry.refusal() + entry.skipped());
            }
        }
        return requests;
    }
}
