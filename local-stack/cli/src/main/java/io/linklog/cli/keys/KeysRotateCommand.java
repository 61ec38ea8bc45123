package io.linklog.cli.keys;

import io.linklog.mesh.keys.ApiKeyStore;
import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog keys rotate}. */
@Command(
        name = "rotate",
        sortOptions = false,
        description = "Gives a key a new secret and shows it, once. The id, the role and the links stay.")
final class KeysRotateCommand extends KeyCommand {

    @Parameters(paramLabel = "ID", description = "The id of the key, as ./linklog keys list shows it.")
    private String id = "";

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = Lifetime.class,
            description = "How long the former secret still works (default: 24h). 0s ends every former secret at once;"
                    + " do that after a leak.")
    private Duration grace = Duration.ofHours(24);

    @Override
    void run(KeyClient client, PrintWriter out) {
        ApiKeyStore.Issued issued = client.await(client.keys().rotate(KeyClient.requireId(id), grace))
                .orElseThrow(() -> KeyClient.unknown(id));
        String former = grace.isZero()
                ? "The former secret no longer works."
                : "The former secret works until "
                        + issued.key().formerSecretUntil().orElseThrow() + ".";
        show(issued, "Key " + id + " (" + issued.key().name() + ") has a new secret. " + former, out);
    }
}
