package io.linklog.cli.keys;

import io.linklog.cli.options.Columns;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.RateLimit;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./linklog keys list}. */
@Command(name = "list", sortOptions = false, description = "Shows all keys, the oldest first, without their secrets.")
final class KeysListCommand extends KeyCommand {

    private static final List<String> HEAD =
            List.of("ID", "NAME", "TENANT", "ROLE", "LIMIT", "CREATED", "EXPIRES", "STATE");

    @Option(names = "--tenant", paramLabel = "TENANT", description = "Only the keys of this tenant (default: all).")
    private @Nullable String tenant;

    @Override
    void run(KeyClient client, PrintWriter out) {
        Instant now = Instant.now();
        List<List<String>> rows = client.await(client.keys().list()).stream()
                .filter(key -> tenant == null || key.tenant().equals(tenant))
                .map(key -> row(key, now))
                .toList();
        if (rows.isEmpty()) {
            out.println("There is no key. ./linklog keys create makes one.");
        } else {
            Columns.lines(HEAD, rows).forEach(out::println);
        }
    }

    private static List<String> row(ApiKey key, Instant now) {
        return List.of(
                key.id(),
                key.name(),
                key.tenant(),
                key.role().text(),
                key.limit().map(RateLimit::text).orElse("none"),
                key.createdAt().toString(),
                key.expiresAt().map(Instant::toString).orElse("never"),
                state(key, now));
    }

    static String state(ApiKey key, Instant now) {
        if (key.revokedAt().isPresent()) {
            return "revoked " + key.revokedAt().get();
        }
        if (!key.isUsableAt(now)) {
            return "expired";
        }
        return key.formerSecretUntil()
                .filter(now::isBefore)
                .map(end -> "works; its former secret until " + end)
                .orElse("works");
    }
}
