package io.linklog.sidecar.haproxy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * HAProxy's Runtime API on its Unix socket. Each request opens a connection: HAProxy then ends its answer by closing
 * it, and the next request reaches a restarted HAProxy. Bounded in time and size. Thread-safe.
 */
public final class RuntimeApi {

    /** In bytes; the state of a thousand servers is far smaller. */
    private static final int LARGEST_ANSWER = 4 << 20;

    private final Path socket;
    private final Duration deadline;

    /** @param deadline of one request with its answer */
    public RuntimeApi(Path socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /**
     * Sends a command and waits for the whole answer.
     *
     * @param command one line; semicolons separate several commands
     * @throws IOException when HAProxy does not run or does not answer in time
     */
    public String ask(String command) throws IOException {
        if (command.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("A command is one line: " + command);
        }
        return exchange(command, command + "\n");
    }

    /**
     * Sends a command with a payload and waits for the whole answer.
     *
     * @param payload lines, none of them empty
     * @throws IOException when HAProxy does not run or does not answer in time
     */
    public String ask(String command, String payload) throws IOException {
        if (command.indexOf('\n') >= 0 || payload.isEmpty() || payload.contains("\n\n")) {
            throw new IllegalArgumentException("A command is one line, and its payload has no empty line: " + command);
        }
        return exchange(command, command + " <<\n" + payload + "\n\n");
    }

    private String exchange(String command, String text) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            // a blocking channel of a Unix socket has no timeout
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer request = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (request.hasRemaining()) {
                await(selector, end);
                channel.write(request);
            }
            key.interestOps(SelectionKey.OP_READ);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            ByteBuffer part = ByteBuffer.allocate(16 << 10);
            while (true) {
                await(selector, end);
                int read = channel.read(part);
                if (read < 0) {
                    return answer.toString(StandardCharsets.UTF_8);
                }
                answer.write(part.array(), 0, part.position());
                part.clear();
                if (answer.size() > LARGEST_ANSWER) {
                    throw new IOException(
                            "HAProxy's answer to '" + command + "' is longer than " + LARGEST_ANSWER + " bytes");
                }
            }
        }
    }

    private void await(Selector selector, long end) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        selector.selectedKeys().clear();
        if (left <= 0 || selector.select(left) == 0) {
            throw new IOException("HAProxy at " + socket + " did not answer within " + deadline);
        }
    }
}
