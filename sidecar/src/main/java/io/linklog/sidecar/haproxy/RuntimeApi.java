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
 * HAProxy's Runtime API on its Unix socket: one connection a request, because HAProxy then ends its answer by closing,
 * and a restarted one is met by the next request. Bounded in time and size. Thread-safe.
 */
public final class RuntimeApi {

    /** Far above the state of a thousand servers. */
    private static final int LARGEST_ANSWER = 4 << 20;

    private final Path socket;
    private final Duration deadline;

    /** @param deadline for one request with its answer */
    public RuntimeApi(Path socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /**
     * Asks, and waits for the whole answer.
     *
     * @param command one line; several commands are separated by semicolons
     * @throws IOException when HAProxy is away, or does not answer in time
     */
    public String ask(String command) throws IOException {
        if (command.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("A command is one line: " + command);
        }
        return exchange(command, command + "\n");
    }

    /**
     * The same with something that HAProxy is to take in.
     *
     * @param payload lines, none of them empty
     */
    public String ask(String command, String payload) throws IOException {
        if (command.indexOf('\n') >= 0 || payload.isEmpty() || payload.contains("\n\n")) {
            throw new IllegalArgumentException(
                    "A command is one line, and what it takes in has no empty one: " + command);
        }
        return exchange(command, command + " <<\n" + payload + "\n\n");
    }

    private String exchange(String command, String text) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                Selector selector = Selector.open()) {
            // a blocking channel of this kind knows no deadline
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
                    throw new IOException("HAProxy's answer to '" + command + "' does not end");
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
