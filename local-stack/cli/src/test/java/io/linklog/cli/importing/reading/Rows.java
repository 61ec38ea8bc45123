package io.linklog.cli.importing.reading;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Rows of a text, for tests. */
final class Rows {
    private Rows() {}

    static List<Row> of(FileFormat format, String text) throws IOException {
        return of(format, text, StandardCharsets.UTF_8);
    }

    static List<Row> of(FileFormat format, String text, Charset charset) throws IOException {
        return of(format, text.getBytes(charset));
    }

    static List<Row> of(FileFormat format, byte[] bytes) throws IOException {
        List<Row> all = new ArrayList<>();
        try (InputFile input = InputFile.of(new ByteArrayInputStream(bytes), null)) {
            RowSource rows = format.open(input.open());
            for (Row row = rows.next(); row != null; row = rows.next()) {
                all.add(row);
            }
        }
        return all;
    }

    /** The values of each row; the mistake of a broken one. */
    static List<String> texts(List<Row> rows) {
        return rows.stream()
                .map(row -> row.mistake() == null ? row.members().toString() : row.mistake())
                .toList();
    }
}
