package io.linklog.cli.options;

import io.linklog.schemas.wire.SchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The address of the schema registry and how to log in: options of the commands that decode records. */
public final class RegistryOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_REGISTRY_URLS:-http://localhost:8085/apis/ccompat/v7}",
            description = "Schema registry with Confluent's API; several are comma-separated (default:"
                    + " LINKLOG_REGISTRY_URLS, else http://localhost:8085/apis/ccompat/v7). User and password come from"
                    + " LINKLOG_REGISTRY_USER and LINKLOG_REGISTRY_PASSWORD or _PASSWORD_FILE.")
    private String urls = "";

    @Option(names = "--registry-user", hidden = true, defaultValue = "${env:LINKLOG_REGISTRY_USER:-}")
    private String user = "";

    /**
     * A client of the registry. Nothing is sent yet.
     *
     * @throws Failure when an address is invalid
     */
    public SchemaRegistry open() {
        List<URI> addresses = HttpAddress.list("--registry", urls);
        if (addresses.isEmpty()) {
            throw new Failure("--registry needs an address like http://localhost:8085/apis/ccompat/v7.", null);
        }
        return new SchemaRegistry(new SchemaRegistry.Settings(
                addresses,
                user.isEmpty() ? null : user,
                SecretVariable.find("LINKLOG_REGISTRY_PASSWORD", System.getenv())
                        .orElse(null),
                TIMEOUT));
    }
}
