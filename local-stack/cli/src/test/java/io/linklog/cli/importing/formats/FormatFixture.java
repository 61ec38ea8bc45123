package io.linklog.cli.importing.formats;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inputs and what formats read from them. */
final class FormatFixture {

    static final LinkFields STRICT = new LinkFields(false, false, false);
    static final LinkFields LENIENT = new LinkFields(false, true, false);

    private FormatFixture() {}

    static BufferedInputStream bytes(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static BufferedInputStream bytes(byte[] bytes) {
        return new BufferedInputStream(new ByteArrayInputStream(bytes));
    }

    static List<SourceLine> all(LinkSource source) throws IOException {
        List<SourceLine> all = new ArrayList<>();
        for (SourceLine line = source.next(); line != null; line = source.next()) {
            all.add(line);
        }
        return all;
    }

    /** Why a line is no link; null when it is one. */
    static @Nullable String reason(SourceLine line) {
        return line.reason();
    }

    static String json(SourceLine line) throws IOException {
        return new String(line.body(), StandardCharsets.UTF_8);
    }
}
