package io.linklog.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A lean HTTP/1.1 client for load: kept connections with one request at a time, one thread that sends requests when
 * they are due, and one thread that reads. It parses only the status, the length and what callers ask for, because on
 * two cores the client takes CPU time from the servers (RATIONALE.md).
 *
 * <p>One run at a time. Confined to one thread, apart from its own reader thread.
 */
public final class HttpLoad implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration STRAGGLERS = Duration.ofSeconds(30);
    private static final int FAILED = 500;

    /** Called for each answer on the reader thread; must return quickly. */
    @FunctionalInterface
    public interface OnAnswer {
        void accept(int request, HttpAnswer answer);
    }

    /**
     * @param latencies by request number
     * @param statuses the number of answers by status
     * @param servers the number of answers by server
     * @param nanos from the first due time to the last answer
     */
    public record Run(
            Latencies latencies, Map<Integer, Integer> statuses, Map<InetSocketAddress, Integer> servers, long nanos) {

        public int count(int status) {
            return statuses.getOrDefault(status, 0);
        }
    }

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final Map<InetSocketAddress, BlockingQueue<Connection>> idle = new HashMap<>();
    private final Supplier<LoadTarget> targets;

    /** Opens all connections to one server. */
    public HttpLoad(InetSocketAddress server, int connections) throws IOException {
        this(List.of(server), connections, LoadTarget.always(server));
    }

    /**
     * Opens all connections.
     *
     * @param connectionsEach per server
     * @param targets chooses the server of each request; called on the sending thread
     */
    public HttpLoad(List<InetSocketAddress> servers, int connectionsEach, Supplier<LoadTarget> targets)
            throws IOException {
        this.selector = Selector.open();
        this.targets = targets;
        try {
            for (InetSocketAddress server : servers) {
                BlockingQueue<Connection> free = new ArrayBlockingQueue<>(connectionsEach);
                idle.put(server, free);
                for (int i = 0; i < connectionsEach; i++) {
                    Connection connection = new Connection(server, selector, free);
                    connections.add(connection);
                    free.add(connection);
                }
            }
        } catch (IOException e) {
            try {
                close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /**
     * Sends each request when it is due and waits for all answers, up to thirty seconds after the last request.
     *
     * @param request makes the bytes of a request from its number, which counts from 0; called on the sending thread
     * @throws IOException when a connection breaks or an answer is missing, because an incomplete run is no measurement
     */
    public Run run(int requests, Pace pace, IntFunction<byte[]> request, OnAnswer onAnswer)
            throws IOException, InterruptedException {
        Latencies latencies = new Latencies(requests);
        Map<Integer, Integer> statuses = new TreeMap<>();
        Map<InetSocketAddress, Integer> servers = new HashMap<>();
        idle.keySet().forEach(server -> servers.put(server, 0));
        CountDownLatch left = new CountDownLatch(requests);
        AtomicReference<@Nullable Exception> broken = new AtomicReference<>();
        AtomicBoolean ended = new AtomicBoolean();
        Thread reader = new Thread(
                () -> {
                    try {
                        while (left.getCount() > 0 && !ended.get()) {
                            read(latencies, statuses, servers, left, onAnswer);
                        }
                    } catch (IOException | RuntimeException e) {
                        broken.set(e);
                    }
                },
                "bench-http-reader");
        reader.setDaemon(true);
        long begin = System.nanoTime();
        reader.start();
        try {
            for (int i = 0; i < requests && broken.get() == null; i++) {
                byte[] bytes = request.apply(i);
                long due = pace.await(i);
                LoadTarget target = targets.get();
                BlockingQueue<Connection> free = idle.get(target.address());
                if (free == null) {
                    throw new IOException(target.address() + " is new since the connections were opened");
                }
                Connection connection = free.poll(STRAGGLERS.toMillis(), TimeUnit.MILLISECONDS);
                if (connection == null) {
                    throw new IOException("No answer came for " + STRAGGLERS + ", at request " + i);
                }
                connection.send(i, due, target, bytes);
            }
            if (broken.get() == null && !left.await(STRAGGLERS.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        left.getCount() + " of " + requests + " requests were not answered", broken.get());
            }
        } finally {
            ended.set(true);
            selector.wakeup();
            reader.join();
        }
        if (broken.get() != null) {
            throw new IOException("The run failed", broken.get());
        }
        return new Run(latencies, statuses, servers, System.nanoTime() - begin);
    }

    private void read(
            Latencies latencies,
            Map<Integer, Integer> statuses,
            Map<InetSocketAddress, Integer> servers,
            CountDownLatch left,
            OnAnswer onAnswer)
            throws IOException {
        selector.select();
        for (SelectionKey key : selector.selectedKeys()) {
            Connection connection = (Connection) key.attachment();
            HttpAnswer answer = connection.read();
            if (answer != null) {
                int request = connection.request;
                long now = System.nanoTime();
                latencies.record(request, now - connection.due);
                connection.target.end(answer.status() < FAILED, now - connection.sent, now);
                statuses.merge(answer.status(), 1, Integer::sum);
                servers.merge(connection.server, 1, Integer::sum);
                onAnswer.accept(request, answer);
                connection.free.add(connection);
                left.countDown();
            }
        }
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }

    /** One connection. From the send until the answer it belongs to the thread that took it from {@link #free}. */
    private static final class Connection {
        private final InetSocketAddress server;
        private final BlockingQueue<Connection> free;
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        // the sender writes them before it sends, the reader reads them after the answer
        private volatile int request;
        private volatile long due;
        private volatile long sent;
        private volatile LoadTarget target;

        Connection(InetSocketAddress server, Selector selector, BlockingQueue<Connection> free) throws IOException {
            this.server = server;
            this.free = free;
            this.target = LoadTarget.always(server).get();
            channel = SocketChannel.open();
            try {
                channel.socket().connect(server, (int) CONNECT.toMillis());
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, this);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        void send(int request, long due, LoadTarget target, byte[] bytes) throws IOException {
            this.request = request;
            this.due = due;
            this.target = target;
            this.sent = System.nanoTime();
            target.begin();
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) {
                // a request is far smaller than the socket's buffer, so one write is enough in practice
                channel.write(out);
            }
        }

        @Nullable
        HttpAnswer read() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("The server closed a connection at request " + request);
            }
            HttpAnswer answer = HttpAnswer.parse(in.array(), in.position());
            if (answer == null && !in.hasRemaining()) {
                throw new IOException("An answer has more than " + in.capacity() + " bytes");
            }
            if (answer != null) {
                in.clear();
            }
            return answer;
        }
    }
}
