package io.linklog.cli.keys;

import io.linklog.mesh.keys.ApiKey;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ./linklog keys revoke}. */
@Command(
        name = "revoke",
        sortOptions = false,
        description = "Ends a key for good, in less than a second, with its open streams and batches. Its links stay.")
final class KeysRevokeCommand extends KeyCommand {

    @Parameters(paramLabel = "ID", description = "The id of the key, as ./linklog keys list shows it.")
    private String id = "";

    @Override
    void run(KeyClient client, PrintWriter out) {
        ApiKey revoked =
                client.await(client.keys().revoke(KeyClient.requireId(id))).orElseThrow(() -> KeyClient.unknown(id));
        out.println("Key " + id + " (" + revoked.name() + ") is revoked.");
    }
}
