package io.linklog.topology.codes;

import io.linklog.kit.process.Startup;
import io.linklog.mesh.etcd.Etcd;
import io.linklog.mesh.etcd.KeyWatch;
import io.linklog.schemas.encoding.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret key of the permutation. The first process of a new system creates it in etcd; it never changes. Its check
 * value lies in Kafka, beside the codes that were made with it: another key would give codes that are taken, so beside
 * a log that has links no key is created, and no other one is used.
 */
public final class CodeKey {

    private static final Logger LOG = LoggerFactory.getLogger(CodeKey.class);

    /** The etcd key of version 1: 32 random bytes in Base64. Written once, never changed. */
    private static final String KEY = "/linklog/keys/codes/1";

    /** When etcd was wiped, the running processes write the key back within two seconds. */
    private static final Duration OTHERS_WRITE_BACK = Duration.ofSeconds(6);

    private static final long PAUSE_MS = 200;

    private final String text;
    private final byte[] bytes;

    private CodeKey(String text, byte[] bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /**
     * Reads the key from etcd and checks it; creates it in a new system. Waits for etcd and Kafka, and logs that it
     * waits.
     *
     * @param etcdName names etcd in that message
     * @throws LostKeyException if the log has links, and etcd has no key or another one
     * @throws InterruptedException when the process stops
     */
    public static CodeKey open(String etcdName, Etcd etcd, CodeKeyLog log) throws InterruptedException {
        boolean hasLinks = Startup.await(log.title(), log::hasLinks);
        Optional<String> expected = Startup.await(log.title(), log::checkValue);
        Optional<String> stored = read(etcdName, etcd, hasLinks ? OTHERS_WRITE_BACK : Duration.ZERO);
        if (stored.isEmpty() && hasLinks) {
            throw new LostKeyException("etcd has no key of codes (" + KEY + ")");
        }
        CodeKey key = parse(stored.isPresent() ? stored.get() : create(etcdName, etcd));
        if (expected.isEmpty() || !hasLinks) {
            // before any code is given away
            Startup.await(log.title(), () -> {
                log.writeCheckValue(key.checkValue());
                return true;
            });
        } else if (!expected.get().equals(key.checkValue())) {
            throw new LostKeyException("The key of codes in etcd (" + KEY + ") is not the one of this log");
        }
        return key;
    }

    private static Optional<String> read(String etcdName, Etcd etcd, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Etcd.Entry> found = Startup.await(etcdName, () -> etcd.await(etcd.get(KEY)));
            if (found.isPresent() || System.nanoTime() >= end) {
                return found.map(Etcd.Entry::value);
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    private static String create(String etcdName, Etcd etcd) throws InterruptedException {
        byte[] fresh = new byte[CodePermutation.KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        String text = Base64.getEncoder().encodeToString(fresh);
        return Startup.await(etcdName, () -> etcd.await(etcd.getOrCreate(KEY, text)))
                .value();
    }

    /** @throws IllegalStateException if the text is not a key */
    static CodeKey parse(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == CodePermutation.KEY_BYTES) {
                return new CodeKey(text, bytes);
            }
        } catch (IllegalArgumentException e) {
            // reported below; the text is a secret and must not reach a log
        }
        throw new IllegalStateException("The etcd key " + KEY
                + " is not 32 bytes in Base64. Bring the key back with ./linklog restore FILE, then start again.");
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Tells keys apart, but tells nothing about the key, which has 256 random bits. */
    String checkValue() {
        MessageDigest digest = Sha256.digest();
        digest.update("linklog key of codes".getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().formatHex(digest.digest(bytes));
    }

    /** Follows the key in etcd and writes it back when it is gone. */
    KeyWatch watch(Etcd etcd) {
        return etcd.watch(KEY, stored -> keep(etcd, stored));
    }

    private void keep(Etcd etcd, Optional<Etcd.Entry> stored) {
        if (stored.isEmpty()) {
            writeBack(etcd);
        } else if (!stored.get().value().equals(text)) {
            LOG.error(
                    "etcd has another key of codes ({}) than the one of this log. This process goes on with its own;"
                            + " one that starts will refuse: ./linklog restore brings the right one back",
                    KEY);
        }
    }

    private void writeBack(Etcd etcd) {
        try {
            etcd.await(etcd.getOrCreate(KEY, text));
            LOG.warn("etcd had lost the key of codes ({}): written back", KEY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the watch is closed
        }
    }

    /** The key that made the codes of the log is lost. Only a backup has it. */
    public static final class LostKeyException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        LostKeyException(String finding) {
            super(finding + ", but link-events has links, and another key would give codes that are taken. Bring the"
                    + " key back with ./linklog restore FILE, then start again.");
        }
    }
}
