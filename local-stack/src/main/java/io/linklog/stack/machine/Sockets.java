package io.linklog.stack.machine;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Probes of servers that do not speak HTTP. */
public final class Sockets {
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final byte[] CQL_OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};
    private static final int CQL_SUPPORTED = 6;

    private Sockets() {}

    public static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    /** Sends an OPTIONS frame of CQL's native protocol 4, which needs no session, and expects SUPPORTED. */
    public static boolean speaksCql(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(CQL_OPTIONS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] header = new byte[9];
            in.readFully(header);
            return header[4] == CQL_SUPPORTED;
        }
    }
}
