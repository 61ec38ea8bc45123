package io.linklog.cli.importing.reading;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The text of a file, or of standard input, which is read once unless it is kept. Not thread-safe. */
public final class InputFile implements AutoCloseable {

    /** Bytes that tell the format. */
    static final int HEAD = 1 << 16;

    private final byte[] head;
    private @Nullable Path path;
    private @Nullable InputStream rest;
    private @Nullable Charset charset;
    private boolean temporary;

    private InputFile(byte[] head, @Nullable Path path, @Nullable InputStream rest, @Nullable Charset charset) {
        this.head = head;
        this.path = path;
        this.rest = rest;
        this.charset = charset;
    }

    /** @param charset null: it is found out */
    public static InputFile of(Path path, @Nullable Charset charset) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new InputFile(in.readNBytes(HEAD), path, null, charset);
        }
    }

    /** A stream, whose encoding its beginning tells unless it is kept. */
    public static InputFile of(InputStream in, @Nullable Charset charset) throws IOException {
        return new InputFile(in.readNBytes(HEAD), null, in, charset);
    }

    /** Copies a stream into a temporary file, so that it can be opened more than once. A file stays as it is. */
    public void keep(Path folder) throws IOException {
        if (rest == null) {
            return;
        }
        Path copy = Files.createTempFile(folder, "linklog-import-", ".input");
        path = copy;
        temporary = true;
        try (InputStream in = new SequenceInputStream(new ByteArrayInputStream(head), rest);
                OutputStream out = Files.newOutputStream(copy)) {
            in.transferTo(out);
        }
        rest = null;
    }

    /** The beginning of the text. */
    public String head() throws IOException {
        String text = new String(head, charset());
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The encoding. */
    public Charset charset() throws IOException {
        Charset known = charset;
        if (known == null) {
            try (InputStream all = path == null ? InputStream.nullInputStream() : Files.newInputStream(path)) {
                known = Encodings.detect(head, all);
            }
            if (rest == null) {
                charset = known;
            }
        }
        return known;
    }

    /** Begins to read behind a byte order mark. A stream that is not kept is opened once. */
    public Reader open() throws IOException {
        InputStream in = rest != null
                ? new SequenceInputStream(new ByteArrayInputStream(head), rest)
                : path == null ? InputStream.nullInputStream() : Files.newInputStream(path);
        PushbackReader text = new PushbackReader(Encodings.reader(new BufferedInputStream(in, 1 << 16), charset()));
        int first = text.read();
        if (first >= 0 && first != '\uFEFF') {
            text.unread(first);
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        if (temporary && path != null) {
            Files.deleteIfExists(path);
        }
    }
}
