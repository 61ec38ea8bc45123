package io.linklog.kit.settings;

import io.linklog.mesh.etcd.EtcdSettings;
import java.nio.file.Path;
import java.time.Duration;

/** How to reach etcd: from the environment. */
public final class EtcdEnv {

    private EtcdEnv() {}

    public static EtcdSettings from(Env env) {
        return new EtcdSettings(
                env.httpUrls("LINKLOG_ETCD_ENDPOINTS", "http://localhost:2379", "etcd members, comma-separated"),
                env.optional("LINKLOG_ETCD_USER", "user for password authentication"),
                env.optional("LINKLOG_ETCD_PASSWORD", "password for password authentication"),
                env.optional("LINKLOG_ETCD_CA_FILE", "certificates to trust, PEM; with https")
                        .map(Path::of),
                env.optional("LINKLOG_ETCD_CERT_FILE", "the client's certificate chain, PEM; for mutual TLS")
                        .map(Path::of),
                env.optional("LINKLOG_ETCD_KEY_FILE", "the key of that certificate, PKCS 8 PEM")
                        .map(Path::of),
                env.duration("LINKLOG_ETCD_TIMEOUT", Duration.ofSeconds(2), "for one request to etcd"));
    }
}
