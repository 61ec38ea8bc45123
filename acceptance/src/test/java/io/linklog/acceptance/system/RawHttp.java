package io.linklog.acceptance.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sends bytes that no decent HTTP client would send, and reads the answer. */
public final class RawHttp {

    private static final int PATIENCE_MILLIS = 60_000;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

    private final int port;

    /** @param port of the edge */
    public RawHttp(int port) {
        this.port = port;
    }

    /**
     * Sends a request unchanged. It should have {@code Connection: close} among its headers, because the answer is read
     * to its end.
     *
     * @param head each character is sent as one byte, each line feed as CR LF
     */
    public Answer send(String head, byte[] body) {
        Secrets.note(head);
        byte[] request = bytes(head.replace("\r\n", "\n").replace("\n", "\r\n"));
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request);
                out.write(body);
                out.flush();
            } catch (SocketException refusedMeanwhile) {
                // the server may answer before it has read everything
            }
            return answer(head.lines().findFirst().orElse(""), readAll(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
        } catch (SocketException reset) {
            // the server closed with unread bytes; what it sent before is the answer
        }
        return all.toByteArray();
    }

    private static Answer answer(String request, byte[] all) {
        int end = indexOf(all, END_OF_HEAD);
        if (end < 0) {
            throw new AssertionError(request + " got an answer that is not HTTP: \""
                    + new String(all, StandardCharsets.ISO_8859_1) + '"');
        }
        String[] lines = new String(all, 0, end, StandardCharsets.ISO_8859_1).split("\r\n", -1);
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length; i++) {
            String[] nameAndValue = lines[i].split(":", 2);
            headers.computeIfAbsent(nameAndValue[0], name -> new ArrayList<>())
                    .add(nameAndValue.length > 1 ? nameAndValue[1].strip() : "");
        }
        byte[] body = java.util.Arrays.copyOfRange(all, end + END_OF_HEAD.length, all.length);
        boolean chunked = headers.getOrDefault("Transfer-Encoding", List.of()).stream()
                .anyMatch(coding -> coding.toLowerCase(Locale.ROOT).contains("chunked"));
        int status = Integer.parseInt(lines[0].split(" ", 3)[1]);
        return new Answer(
                request, status, HttpHeaders.of(headers, (name, value) -> true), chunked ? unchunked(body) : body);
    }

    private static byte[] unchunked(byte[] body) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int line = at;
            while (body[line] != '\r') {
                line++;
            }
            int size = Integer.parseInt(
                    new String(body, at, line - at, StandardCharsets.ISO_8859_1).split(";", 2)[0].strip(), 16);
            if (size == 0) {
                break;
            }
            whole.write(body, line + 2, size);
            at = line + 2 + size + 2;
        }
        return whole.toByteArray();
    }

    private static int indexOf(byte[] all, byte[] wanted) {
        for (int i = 0; i + wanted.length <= all.length; i++) {
            if (java.util.Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The head of a request that closes its connection.
     *
     * @param headers further header lines, separated by line feeds
     */
    public static String head(String methodAndPath, String headers) {
        return methodAndPath + " HTTP/1.1\nHost: localhost\nConnection: close\n" + headers + "\n\n";
    }

    /** Each character as one byte. */
    public static byte[] bytes(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }
}
