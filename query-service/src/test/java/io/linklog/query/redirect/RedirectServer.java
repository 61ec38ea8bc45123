package io.linklog.query.redirect;

import java.net.URI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A real server on a free port of this machine, with nothing but a handler. */
final class RedirectServer implements AutoCloseable {

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);

    private RedirectServer() {}

    static RedirectServer start(Handler handler) throws Exception {
        RedirectServer started = new RedirectServer();
        started.connector.setHost("127.0.0.1");
        started.server.addConnector(started.connector);
        started.server.setHandler(handler);
        started.server.start();
        return started;
    }

    int port() {
        return connector.getLocalPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
