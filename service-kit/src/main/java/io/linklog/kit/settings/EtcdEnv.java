package io.linklog.kit.settings;

import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import java.nio.file.Path;
import java.time.Duration;

/** Reads the settings of the etcd client. */
public final class EtcdEnv {

    private EtcdEnv() {}

    /** Reads the settings. {@link Env#check()} reports mistakes. */
    public static EtcdSettings from(Env env) {
        return new EtcdSettings(
                env.httpUrls(
                        "LINKLOG_ETCD_ENDPOINTS",
                        "http://localhost:2379",
                        "addresses of etcd members, separated by commas"),
                env.optional("LINKLOG_ETCD_USER", "user for password authentication at etcd"),
                env.secret("LINKLOG_ETCD_PASSWORD", "password of the etcd user"),
                env.optional(
                                "LINKLOG_ETCD_CA_FILE",
                                "PEM file with the CA certificates that sign etcd's certificates; for https")
                        .map(Path::of),
                env.optional(
                                "LINKLOG_ETCD_CERT_FILE",
                                "PEM file with this process's certificate chain; for mutual TLS with etcd")
                        .map(Path::of),
                env.optional("LINKLOG_ETCD_KEY_FILE", "PEM file (PKCS 8) with the key of LINKLOG_ETCD_CERT_FILE")
                        .map(Path::of),
                env.duration("LINKLOG_ETCD_TIMEOUT", Duration.ofSeconds(2), "timeout of one request to etcd"),
                KeySpace.LINKLOG);
    }
}
