package io.linklog.query.rules;

import io.linklog.kit.client.TrustedProxies;
import io.linklog.kit.process.Health;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.schemas.conditions.Visitor;
import io.linklog.visits.Places;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/** Describes the senders of requests to the rules of links. Thread-safe. */
public final class Visitors implements AutoCloseable {

    final TrustedProxies proxies;
    final Places places;
    final Draws draws;
    private final Runnable end;

    private Visitors(TrustedProxies proxies, Places places, Supplier<byte[]> key, Runnable end) {
        this.proxies = proxies;
        this.places = places;
        this.draws = new Draws(key);
        this.end = end;
    }

    /**
     * With the key that all instances share. Waits for etcd, but not for long.
     *
     * @param places must be closed by the caller, later than this object
     */
    public static Visitors open(TrustedProxies proxies, Places places, Etcd etcd, Health health)
            throws InterruptedException {
        DrawKey draws = new DrawKey(etcd, health);
        return new Visitors(proxies, places, draws::bytes, draws::close);
    }

    /** With a key of one's own, which no other instance has. */
    public static Visitors withKey(TrustedProxies proxies, Places places, byte[] key) {
        return new Visitors(proxies, places, () -> key, () -> {});
    }

    /**
     * The sender of a request. For one thread.
     *
     * @param link its name
     */
    public Visitor of(Request request, String link, long nowMillis) {
        return new RequestVisitor(this, request, link, nowMillis);
    }

    @Override
    public void close() {
        end.run();
    }
}
