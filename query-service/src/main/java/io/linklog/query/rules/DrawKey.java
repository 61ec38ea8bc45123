package io.linklog.query.rules;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * The secret with which visitors are drawn, the same at all instances and for ever: a visitor who got one share of a
 * link's visitors stays in it. It lies in etcd; an instance that knows it writes it back if etcd has lost it.
 * Thread-safe.
 */
final class DrawKey implements AutoCloseable {

    static final String KEY = "/linklog/rules/draw-key";

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final int BYTES = 32;

    private final Etcd etcd;
    private final Loop loop;
    private volatile byte[] bytes;

    /** Waits for etcd. */
    DrawKey(Etcd etcd, Health health) throws Exception {
        this.etcd = etcd;
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        this.bytes = keep(fresh);
        this.loop = Loop.start("draw-key", this::step, health);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    private void step() throws Exception {
        TimeUnit.MILLISECONDS.sleep(CHECK_INTERVAL.toMillis());
        try {
            bytes = keep(bytes);
        } catch (EtcdUnavailableException e) {
            // it stays in use, and the next step looks again
        }
    }

    /** The key that etcd has; the given one if it has none. */
    private byte[] keep(byte[] known) throws Exception {
        Base64.Encoder encoder = Base64.getEncoder();
        return Base64.getDecoder()
                .decode(etcd.await(etcd.getOrCreate(KEY, encoder.encodeToString(known)))
                        .value());
    }

    @Override
    public void close() {
        loop.close();
    }
}
