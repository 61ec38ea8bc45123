package io.linklog.cli.importing.formats;

import java.io.BufferedInputStream;
import org.jspecify.annotations.Nullable;

/** One URL a line. Blank lines and lines that begin with # are passed over; space around a URL is dropped. */
final class UrlLines extends TextLines {

    private final LinkFields fields;

    UrlLines(BufferedInputStream in, LinkFields fields) {
        super(in);
        this.fields = fields;
    }

    @Override
    @Nullable
    SourceLine read(long number, String text, String shown) {
        String url = text.strip();
        return url.isEmpty() || url.charAt(0) == '#' ? null : SourceLine.of(number, shown.strip(), fields.link(url));
    }
}
