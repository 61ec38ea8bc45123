package io.linklog.cli.importing;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One URL a line. Blank lines and those that begin with # are left out; space around a URL is dropped. */
final class PlainEntries implements Entries {

    private final LineReader lines;

    PlainEntries(InputStream in) {
        this.lines = new LineReader(in, LONGEST_LINE);
    }

    @Override
    public @Nullable Entry next() throws IOException {
        while (lines.next()) {
            byte[] bytes = lines.bytes();
            if (lines.isTooLong()) {
                return Entry.refused(lines.number(), Utf8.shown(bytes), "has more than " + LONGEST_LINE + " bytes");
            }
            Optional<String> text = Utf8.decode(bytes);
            if (text.isEmpty()) {
                return Entry.refused(lines.number(), Utf8.shown(bytes), "is not valid UTF-8");
            }
            String url = text.get().strip();
            if (!url.isEmpty() && url.charAt(0) != '#') {
                return Entry.of(lines.number(), Utf8.shortened(url), NewLink.to(url));
            }
        }
        return null;
    }
}
