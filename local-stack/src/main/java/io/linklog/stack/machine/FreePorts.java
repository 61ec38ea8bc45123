package io.linklog.stack.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports that nothing on this machine listens on. Thread-safe. */
public final class FreePorts {

    /** Below the range that Linux gives to outgoing connections (32768 and up, see ip(7)). */
    private static final int FIRST = 14_000;

    private static final int END = 32_000;
    private static final int MAX_ATTEMPTS = 10_000;

    private FreePorts() {}

    /**
     * Chooses {@code count} different free ports. No other call gets them while this process lives, not even a call
     * from another process of this user. The ports are outside the range for outgoing connections, so a server that is
     * stopped and started again finds its port still free.
     *
     * @throws StackException when too few ports are free
     */
    public static List<Integer> choose(int count) {
        PortClaims claims = PortClaims.ofUser();
        List<Integer> ports = new ArrayList<>();
        for (int attempt = 0; ports.size() < count; attempt++) {
            if (attempt > MAX_ATTEMPTS) {
                throw new StackException("No free port found between " + FIRST + " and " + END + ".");
            }
            int candidate = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (!isTaken(candidate) && claims.claim(candidate)) {
                ports.add(candidate);
            }
        }
        return ports;
    }

    /** Whether a socket listens on the port, on any address of this machine. */
    public static boolean isTaken(int port) {
        return !canBind(new InetSocketAddress(port))
                || !canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Binds but does not listen. A process that is started at this moment inherits a copy of the socket; a listening
     * copy would keep the port taken until it is closed.
     */
    private static boolean canBind(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            // allows the bind beside sockets that do not listen, such as closed connections in TIME_WAIT
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
