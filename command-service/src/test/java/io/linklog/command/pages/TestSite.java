package io.linklog.command.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.linklog.kit.outbound.OutboundRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A site that is public as far as the service knows: its address and its port are the only ones that its network allows
 * beside those of the real rule. It answers by path, byte for byte as a test says.
 */
public final class TestSite implements AutoCloseable {

    /** The host of the site. */
    public static final String HOST = "site.example.org";

    static final String ADDRESS = "127.0.0.77";

    /** Writes an answer. */
    @FunctionalInterface
    public interface Page {
        void write(OutputStream out) throws IOException, InterruptedException;
    }

    /** The heads of the requests, in their order. */
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final Map<String, Queue<String>> names = new ConcurrentHashMap<>();
    private final ServerSocket server;
    private final Socket closed = new Socket();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    public TestSite() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getByName(ADDRESS));
        // has a port, so nobody else gets it, and does not listen
        closed.bind(new InetSocketAddress(ADDRESS, 0));
        threads.submit(this::accept);
    }

    /** The network in which the site is public. */
    public Pages.Network network() {
        OutboundRule rule = new OutboundRule() {
            @Override
            public Optional<String> refusal(URI url) {
                boolean isSite = (url.getPort() == server.getLocalPort() || url.getPort() == closed.getLocalPort())
                        && url.getRawUserInfo() == null;
                return isSite
                                && !url.getHost().startsWith("[")
                                && !Character.isDigit(url.getHost().charAt(0))
                        ? Optional.empty()
                        : PUBLIC.refusal(url);
            }

            @Override
            public Optional<String> refusal(InetAddress address) {
                return address.getHostAddress().equals(ADDRESS) ? Optional.empty() : PUBLIC.refusal(address);
            }
        };
        return new Pages.Network(rule, this::resolve);
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        Queue<String> answers = names.get(host);
        String answer = host.equals(HOST) ? ADDRESS : answers == null ? null : answers.poll();
        if (answer == null) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByName(answer)};
    }

    /** Each question for the name takes the next answer; {@code site} stands for this site's address. */
    public void name(String host, String... answers) {
        Queue<String> queue = new ArrayDeque<>();
        List.of(answers).forEach(answer -> queue.add(answer.equals("site") ? ADDRESS : answer));
        names.put(host, queue);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url(String path) {
        return "http://" + HOST + ":" + port() + path;
    }

    /** A URL at a port where nobody listens. */
    public String closedUrl() {
        return "http://" + HOST + ":" + closed.getLocalPort() + "/";
    }

    /** Adds a page and returns its URL. */
    public String page(String path, Page page) {
        pages.put(path, page);
        return url(path);
    }

    /** Adds a page that is a whole answer. */
    public String page(String path, String head, byte[] body) {
        return page(path, out -> {
            out.write((head + "\r\nContent-Length: " + body.length + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            out.write(body);
        });
    }

    /** Adds a page in HTML. */
    public String html(String path, String html) {
        return page(path, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8", html.getBytes(UTF_8));
    }

    /** Adds a redirect and returns its URL. */
    public String redirect(String path, String location) {
        return page(path, "HTTP/1.1 302 Found\r\nLocation: " + location, new byte[0]);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.submit(() -> answer(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(Socket socket) {
        try (socket) {
            String head = head(socket.getInputStream());
            requests.add(head);
            String[] words = head.split(" ", 3);
            Page page = pages.get(words.length > 1 ? words[1] : "");
            if (page == null) {
                socket.getOutputStream().write("HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8));
            } else {
                page.write(socket.getOutputStream());
            }
        } catch (IOException e) {
            // the caller closed the connection
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || (next == 0x16 && head.isEmpty())) {
                return "no HTTP"; // a TLS handshake begins with this byte
            }
            head.append(new String(new byte[] {(byte) next}, ISO_8859_1));
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        closed.close();
        threads.shutdownNow();
    }
}
