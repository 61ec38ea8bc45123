package io.linklog.cli.importing;

import io.linklog.cli.options.EtcdOptions;
import io.linklog.cli.options.Failure;
import io.linklog.cli.options.HttpAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the lines of an import go, and how fast. */
final class Sending {

    @Option(
            names = "--url",
            paramLabel = "URL",
            split = ",",
            description = "Address of Linklog; batches are spread over several. Without it, batches are spread over the"
                    + " instances of command-service in etcd's registry; if there are none, they go to"
                    + " LINKLOG_PUBLIC_URL, else to http://localhost:8080.")
    private List<String> urls = List.of();

    @Option(names = "--public-url", hidden = true, defaultValue = "${env:LINKLOG_PUBLIC_URL:-http://localhost:8080}")
    private String publicUrl = "";

    @Option(names = "--zone", hidden = true, defaultValue = "${env:LINKLOG_ZONE:-local}")
    private String zone = "";

    @Mixin
    private EtcdOptions etcd = new EtcdOptions();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "4",
            description =
                    "Batches at a time (default: 4, as many as an instance of command-service grants one client).")
    private int parallel = 4;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "500", description = "Lines per batch (default: 500).")
    private int batchLines = 500;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to keep trying while the service is away (default: 300).")
    private int patienceSeconds = 300;

    /** @throws Failure when a value is out of its range */
    void check() {
        if (parallel < 1 || parallel > 64 || batchLines < 1 || batchLines > 10_000 || patienceSeconds < 1) {
            throw new Failure(2, "--parallel takes 1 to 64, --batch 1 to 10000, --patience at least 1.", null);
        }
        named();
    }

    private List<URI> named() {
        return urls.stream().map(url -> HttpAddress.parse("--url", url)).toList();
    }

    /** Where visitors come in. */
    URI edge() {
        return urls.isEmpty() ? HttpAddress.parse("LINKLOG_PUBLIC_URL", publicUrl) : named().get(0);
    }

    /** @param note gets, for people, the reason why a fallback is used */
    Services services(Consumer<String> note) throws InterruptedException {
        if (!urls.isEmpty()) {
            return Services.named(named());
        }
        return etcd.isGiven() ? Services.registered(etcd, zone, edge(), note) : Services.named(List.of(edge()));
    }

    int parallel() {
        return parallel;
    }

    int batchLines() {
        return batchLines;
    }

    Duration patience() {
        return Duration.ofSeconds(patienceSeconds);
    }
}
