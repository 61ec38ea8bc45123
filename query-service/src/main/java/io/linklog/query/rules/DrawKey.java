package io.linklog.query.rules;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret with which visitors are drawn, the same at all instances and for ever: a visitor who got one share of a
 * link's visitors stays in it. It lies in etcd; an instance that knows it writes it back if etcd has lost it. An
 * instance that starts while etcd is away draws with a secret of its own until etcd is back: no disk holds the secret.
 * Thread-safe.
 */
final class DrawKey implements AutoCloseable {

    static final String KEY = "/linklog/rules/draw-key";

    private static final Logger LOG = LoggerFactory.getLogger(DrawKey.class);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final int BYTES = 32;

    private final Etcd etcd;
    private final Loop loop;
    private volatile byte[] bytes;

    /** Waits for etcd, but not for long. */
    DrawKey(Etcd etcd, Health health) throws InterruptedException {
        this.etcd = etcd;
        byte[] own = new byte[BYTES];
        new SecureRandom().nextBytes(own);
        this.bytes = own;
        keep();
        this.loop = Loop.start("draw-key", this::step, health);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    private void step() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(CHECK_INTERVAL.toMillis());
        keep();
    }

    /** Takes the key that etcd has; writes the one in use if it has none. */
    private void keep() throws InterruptedException {
        try {
            String stored = Base64.getEncoder().encodeToString(bytes);
            bytes = Base64.getDecoder()
                    .decode(etcd.await(etcd.getOrCreate(KEY, stored)).value());
        } catch (EtcdUnavailableException e) {
            LOG.warn("{} is not read; the last known one draws visitors: {}", KEY, e.getMessage());
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
