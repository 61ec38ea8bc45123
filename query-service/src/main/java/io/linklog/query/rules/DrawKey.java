package io.linklog.query.rules;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import io.linklog.mesh.etcd.RememberedValue;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * The secret with which visitors are drawn, the same at all instances and for ever: a visitor who got one share of a
 * link's visitors stays in it. It lies in etcd; an instance that knows it writes it back if etcd has lost it. A file
 * that only its owner may read keeps it for a start while etcd is away. Thread-safe.
 */
final class DrawKey implements AutoCloseable {

    static final String KEY = "/linklog/rules/draw-key";

    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final int BYTES = 32;

    private final RememberedValue stored; // confined to the start, then to the loop
    private final Loop loop;
    private volatile byte[] bytes;

    /**
     * Waits for etcd, unless the file has the key.
     *
     * @param file no other process may write it
     */
    DrawKey(Etcd etcd, Path file, Health health) throws InterruptedException {
        this.stored = new RememberedValue(etcd, KEY, file);
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        this.bytes = Startup.await("the key of draws in etcd (" + KEY + ")", () -> keep(fresh));
        this.loop = Loop.start("draw-key", this::step, health);
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    private void step() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(CHECK_INTERVAL.toMillis());
        try {
            bytes = keep(bytes);
        } catch (EtcdUnavailableException e) {
            // it stays in use, and the next step looks again
        }
    }

    /** The key that etcd has; the given one if it has none. */
    private byte[] keep(byte[] known) throws InterruptedException {
        return Base64.getDecoder().decode(stored.getOrCreate(Base64.getEncoder().encodeToString(known)));
    }

    @Override
    public void close() {
        loop.close();
    }
}
