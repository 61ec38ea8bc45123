package io.linklog.cli.options;

import io.linklog.mesh.etcd.EtcdSettings;
import io.linklog.mesh.etcd.KeySpace;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine.Option;

/** The address of etcd and how to log in: options of the commands that use the service registry. */
public final class EtcdOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    @Option(
            names = "--etcd",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_ETCD_ENDPOINTS:-}",
            description = "Address of etcd with the service registry; several are comma-separated (default:"
                    + " LINKLOG_ETCD_ENDPOINTS, else none). User, password and TLS come from LINKLOG_ETCD_USER,"
                    + " _PASSWORD or _PASSWORD_FILE, _CA_FILE, _CERT_FILE and _KEY_FILE.")
    private String urls = "";

    @Option(names = "--etcd-user", hidden = true, defaultValue = "${env:LINKLOG_ETCD_USER:-}")
    private String user = "";

    @Option(names = "--etcd-ca", hidden = true, defaultValue = "${env:LINKLOG_ETCD_CA_FILE:-}")
    private String caFile = "";

    @Option(names = "--etcd-cert", hidden = true, defaultValue = "${env:LINKLOG_ETCD_CERT_FILE:-}")
    private String certificateFile = "";

    @Option(names = "--etcd-key", hidden = true, defaultValue = "${env:LINKLOG_ETCD_KEY_FILE:-}")
    private String keyFile = "";

    /** Whether an address is given. */
    public boolean isGiven() {
        return !urls.isBlank();
    }

    /** Apart from the options, because parsing a command line must not load the classes of the client. */
    public static final class Settings {
        private Settings() {}

        /**
         * The settings of a client. Nothing is sent yet. Also routes the log lines of gRPC to ours.
         *
         * @throws Failure when an address is invalid
         */
        public static EtcdSettings of(EtcdOptions options) {
            routeLog();
            return new EtcdSettings(
                    HttpAddress.list("--etcd", options.urls),
                    text(options.user),
                    SecretVariable.find("LINKLOG_ETCD_PASSWORD", System.getenv()),
                    file(options.caFile),
                    file(options.certificateFile),
                    file(options.keyFile),
                    TIMEOUT,
                    KeySpace.LINKLOG);
        }

        /** The settings of a client of an etcd without a password. Also routes the log lines of gRPC to ours. */
        public static EtcdSettings at(URI endpoint) {
            routeLog();
            return EtcdSettings.of(endpoint);
        }

        /** gRPC uses java.util.logging, which would print to the terminal. */
        private static void routeLog() {
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }

        private static Optional<String> text(String given) {
            return given.isEmpty() ? Optional.empty() : Optional.of(given);
        }

        private static Optional<Path> file(String given) {
            return text(given).map(Path::of);
        }
    }
}
