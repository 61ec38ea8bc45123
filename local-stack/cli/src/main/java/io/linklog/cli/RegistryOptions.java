package io.linklog.cli;

import io.linklog.schemas.wire.SchemaRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the schema registry is: the options of every command that decodes records. */
public final class RegistryOptions {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Option(
            names = "--registry",
            paramLabel = "URL",
            defaultValue = "${env:LINKLOG_REGISTRY_URLS:-http://localhost:8085/apis/ccompat/v7}",
            description = "Schema registry with Confluent's API, several comma-separated (default:"
                    + " LINKLOG_REGISTRY_URLS, else http://localhost:8085/apis/ccompat/v7). User and password come from"
                    + " LINKLOG_REGISTRY_USER and LINKLOG_REGISTRY_PASSWORD.")
    private String urls = "";

    @Option(names = "--registry-user", hidden = true, defaultValue = "${env:LINKLOG_REGISTRY_USER:-}")
    private String user = "";

    // no visible option: what stands on a command line is seen by everybody on the machine
    @Option(names = "--registry-password", hidden = true, defaultValue = "${env:LINKLOG_REGISTRY_PASSWORD:-}")
    private String password = "";

    /**
     * A client of it; nothing is asked yet.
     *
     * @throws Failure when an address is none
     */
    public SchemaRegistry open() {
        List<URI> addresses = new ArrayList<>();
        for (String url : urls.split(",", -1)) {
            if (!url.isBlank()) {
                addresses.add(HttpAddress.parse("--registry", url));
            }
        }
        if (addresses.isEmpty()) {
            throw new Failure("--registry needs an address like http://localhost:8085/apis/ccompat/v7.", null);
        }
        return new SchemaRegistry(new SchemaRegistry.Settings(
                addresses, user.isEmpty() ? null : user, password.isEmpty() ? null : password, TIMEOUT));
    }
}
