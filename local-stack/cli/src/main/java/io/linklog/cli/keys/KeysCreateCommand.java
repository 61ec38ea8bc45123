package io.linklog.cli.keys;

import io.linklog.cli.options.Failure;
import io.linklog.mesh.keys.ApiKey;
import io.linklog.mesh.keys.ApiKeyStore;
import io.linklog.mesh.keys.RateLimit;
import io.linklog.mesh.keys.Role;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./linklog keys create}. */
@Command(name = "create", sortOptions = false, description = "Makes a key and shows it, once.")
final class KeysCreateCommand extends KeyCommand {

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "What the key is for, up to 100 characters. Lists and logs show it.")
    private String name = "";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            description =
                    "reader, author, editor or admin. An author edits, deletes and restores only links that this key"
                            + " made; an editor all.")
    private String role = "";

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            defaultValue = ApiKey.DEFAULT_TENANT,
            description = "Whose links it works on: 1 to 32 lower-case letters, digits and hyphens (default: default)."
                    + " What belongs to other tenants does not exist for it.")
    private String tenant = ApiKey.DEFAULT_TENANT;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            converter = Lifetime.class,
            description = "After this time the key no longer works, for instance 90d or 12h (default: never).")
    private @Nullable Duration lifetime;

    @Option(
            names = "--limit",
            paramLabel = "RATE",
            description = "Most reads, and as many writes, that it may make, for instance 20/s or 300/m (default: no"
                    + " limit). More are answered 429; a batch slows down.")
    private @Nullable String limit;

    @Override
    void run(KeyClient client, PrintWriter out) {
        ApiKeyStore.Issued issued;
        try {
            if (lifetime != null && lifetime.isZero()) {
                throw new IllegalArgumentException("a key that expires at once is of no use");
            }
            issued = client.await(client.keys()
                    .create(new ApiKeyStore.Request(
                            name,
                            tenant,
                            Role.parse(role),
                            Optional.ofNullable(lifetime)
                                    .map(time -> Instant.now()
                                            .truncatedTo(ChronoUnit.SECONDS)
                                            .plus(time)),
                            Optional.ofNullable(limit).map(RateLimit::parse))));
        } catch (IllegalArgumentException e) {
            throw new Failure(2, "Not made: " + e.getMessage() + ".", e);
        }
        ApiKey key = issued.key();
        show(
                issued,
                "Key " + key.id() + " (" + key.name() + ") has the role "
                        + key.role().text() + " in the tenant "
                        + key.tenant()
                        + key.expiresAt()
                                .map(Instant::toString)
                                .map(at -> " until " + at)
                                .orElse("") + ".",
                out);
    }
}
