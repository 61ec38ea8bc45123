package io.linklog.cli;

import io.linklog.mesh.etcd.EtcdSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where etcd is: the options of commands that look services up in its registry. */
public final class EtcdOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Option(
            names = "--etcd",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_ETCD_ENDPOINTS:-}",
            description = "etcd, several comma-separated, where the registry is (default: LINKLOG_ETCD_ENDPOINTS, else"
                    + " none). User, password and TLS come from LINKLOG_ETCD_USER, _PASSWORD, _CA_FILE, _CERT_FILE and"
                    + " _KEY_FILE.")
    private String urls = "";

    @Option(names = "--etcd-user", hidden = true, defaultValue = "${env:LINKLOG_ETCD_USER:-}")
    private String user = "";

    // no visible option: what stands on a command line is seen by everybody on the machine
    @Option(names = "--etcd-password", hidden = true, defaultValue = "${env:LINKLOG_ETCD_PASSWORD:-}")
    private String password = "";

    @Option(names = "--etcd-ca", hidden = true, defaultValue = "${env:LINKLOG_ETCD_CA_FILE:-}")
    private String caFile = "";

    @Option(names = "--etcd-cert", hidden = true, defaultValue = "${env:LINKLOG_ETCD_CERT_FILE:-}")
    private String certificateFile = "";

    @Option(names = "--etcd-key", hidden = true, defaultValue = "${env:LINKLOG_ETCD_KEY_FILE:-}")
    private String keyFile = "";

    /** Whether one is named. */
    public boolean isGiven() {
        return !urls.isBlank();
    }

    /** Apart from the options, so that to read a command line is not to load what only some commands need. */
    public static final class Settings {
        private Settings() {}

        /**
         * How to reach it; nothing is asked yet.
         *
         * @throws Failure when an address is none
         */
        public static EtcdSettings of(EtcdOptions options) {
            List<URI> endpoints = new ArrayList<>();
            for (String url : options.urls.split(",", -1)) {
                if (!url.isBlank()) {
                    endpoints.add(HttpAddress.parse("--etcd", url));
                }
            }
            return new EtcdSettings(
                    endpoints,
                    text(options.user),
                    text(options.password),
                    file(options.caFile),
                    file(options.certificateFile),
                    file(options.keyFile),
                    TIMEOUT);
        }

        private static Optional<String> text(String given) {
            return given.isEmpty() ? Optional.empty() : Optional.of(given);
        }

        private static Optional<Path> file(String given) {
            return text(given).map(Path::of);
        }
    }
}
