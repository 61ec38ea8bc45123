package io.linklog.mesh.etcd;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy between a client and etcd. It can cut connections, delay their bytes, lose them, or refuse new connections.
 */
public final class Proxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private boolean paused;
    private volatile boolean refusing;
    private volatile boolean losing;
    /** The current generation of connections. Older ones transfer nothing. */
    private volatile int epoch;

    /** On a free port. */
    public Proxy(int target) throws IOException {
        this(0, target);
    }

    Proxy(int port, int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        thread(this::accept);
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Closes all connections and accepts new ones. */
    public void cut() {
        sockets.forEach(Proxy::close);
        sockets.clear();
    }

    /** Keeps connections open and holds their bytes back. */
    public void pause() {
        synchronized (gate) {
            paused = true;
        }
    }

    public void resume() {
        synchronized (gate) {
            paused = false;
            gate.notifyAll();
        }
    }

    /** Closes each connection at once, as if no server ran. */
    public void refuse(boolean all) {
        refusing = all;
        if (all) {
            cut();
        }
    }

    /**
     * Makes all connections half-open, like a firewall that drops packets: they stay open, but no byte arrives, also on
     * new ones.
     */
    public void lose() {
        losing = true;
        epoch++;
    }

    /** Connects new connections to etcd again. Older ones stay half-open, and neither side learns of it. */
    public void find() {
        losing = false;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sockets.add(client);
                if (refusing) {
                    close(client);
                    continue;
                }
                int mine = epoch;
                if (losing) {
                    continue;
                }
                Socket etcd = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(etcd);
                thread(() -> pump(client, etcd, mine));
                thread(() -> pump(etcd, client, mine));
            } catch (IOException e) {
                // etcd is unavailable, or the proxy is closed
                cut();
            }
        }
    }

    private void pump(Socket from, Socket to, int mine) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                synchronized (gate) {
                    while (paused) {
                        gate.wait();
                    }
                }
                if (mine == epoch) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // cut
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close(from);
            if (mine == epoch) {
                close(to); // otherwise the other side would not notice the close
            }
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        resume();
        cut();
    }
}
