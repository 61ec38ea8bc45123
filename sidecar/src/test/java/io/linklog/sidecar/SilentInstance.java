package io.linklog.sidecar;

import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.registry.Instance;
import io.linklog.mesh.registry.InstanceState;
import io.linklog.mesh.registry.Registration;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An instance that counts requests and answers none: it closes the connection or lets the caller wait. */
final class SilentInstance implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();
    private final List<Socket> kept = new CopyOnWriteArrayList<>();
    private final Registration registration;

    /** @param hangsUp as soon as a request came; else never */
    SilentInstance(Etcd etcd, String service, boolean hangsUp) throws Exception {
        Thread thread = new Thread(() -> serve(hangsUp), "silent");
        thread.setDaemon(true);
        thread.start();
        // without an admin port there is no health check
        Instance instance = Instance.builder(service, "silent-1", "127.0.0.1", listening.getLocalPort())
                .build();
        registration = new Registration(etcd, instance, Duration.ofSeconds(10), new SimpleMeterRegistry());
        registration.whenRegistered().get(10, TimeUnit.SECONDS);
        registration.become(InstanceState.UP).get(10, TimeUnit.SECONDS);
    }

    private void serve(boolean hangsUp) {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                kept.add(caller);
                if (caller.getInputStream().read() >= 0) {
                    requests.incrementAndGet();
                }
                if (hangsUp) {
                    caller.close();
                }
            } catch (IOException e) {
                // closed, or the caller disconnected
            }
        }
    }

    /** The number of requests, retries included. */
    int requests() {
        return requests.get();
    }

    @Override
    public void close() throws IOException {
        registration.close();
        listening.close();
        for (Socket socket : kept) {
            socket.close();
        }
    }
}
