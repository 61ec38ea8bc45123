package io.linklog.query.visitlog;

import io.linklog.kit.process.Health;
import io.linklog.kit.process.Loop;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.EtcdUnavailableException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret of the day, shared by all instances. It distinguishes visitors of one day; once it is gone, their hashes
 * cannot be traced back. It is stored in etcd on a lease that ends two days later; an instance that knows it writes it
 * back if etcd has lost it. While etcd is away, the previous secret stays in use, and visitors count as the same for a
 * little longer than a day. An instance that starts then has a secret of its own until etcd is back, and visitors may
 * count twice: no disk holds the secret. Thread-safe.
 */
final class VisitorSalt implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VisitorSalt.class);

    /** In etcd; the day (UTC) follows. */
    private static final String PREFIX = "/linklog/visits/salt/";

    private static final Duration KEPT = Duration.ofDays(2);
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);
    private static final int BYTES = 32;

    private record DailySalt(LocalDate date, byte[] bytes) {}

    private final Etcd etcd;
    private final InstantSource clock;
    private final Loop loop;
    private volatile DailySalt current;

    /** Waits for etcd, but not for long. */
    VisitorSalt(Etcd etcd, InstantSource clock, Health health) throws InterruptedException {
        this.etcd = etcd;
        this.clock = clock;
        this.current = first();
        this.loop = Loop.start("visitor-salt", this::step, health);
    }

    private DailySalt first() throws InterruptedException {
        DailySalt own = new DailySalt(today(), random());
        try {
            return fetch(own.date, own.bytes);
        } catch (EtcdUnavailableException e) {
            LOG.warn("Visitors may count twice until etcd answers: {}", e.getMessage());
            return own;
        }
    }

    byte[] bytes() {
        return current.bytes;
    }

    private void step() throws InterruptedException {
        LocalDate today = today();
        if (!today.equals(current.date)) {
            current = fetch(today, random());
        } else {
            keep();
        }
        Instant midnight = today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        long untilMidnight = Duration.between(clock.instant(), midnight).toMillis() + 1;
        TimeUnit.MILLISECONDS.sleep(Math.max(1, Math.min(CHECK_INTERVAL.toMillis(), untilMidnight)));
    }

    /** Writes the secret back if etcd has lost it, so that an instance that starts gets the same one. */
    private void keep() throws InterruptedException {
        try {
            current = fetch(current.date, current.bytes);
        } catch (EtcdUnavailableException e) {
            // it stays in use, and the next step looks again
        }
    }

    private static byte[] random() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }

    /** @param fresh the secret to store if etcd has none for this date */
    private DailySalt fetch(LocalDate date, byte[] fresh) throws InterruptedException {
        String key = PREFIX + date;
        var found = etcd.await(etcd.get(key));
        if (found.isEmpty()) {
            long lease = etcd.await(etcd.leases().grant(KEPT)).id();
            etcd.await(etcd.transaction()
                    .ifModRevision(key, Etcd.ABSENT)
                    .put(key, Base64.getEncoder().encodeToString(fresh), lease)
                    .commit());
            found = etcd.await(etcd.get(key));
        }
        return new DailySalt(
                date,
                Base64.getDecoder()
                        .decode(found.orElseThrow(() -> new IllegalStateException("etcd has no " + key))
                                .value()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    @Override
    public void close() {
        loop.close();
    }
}
