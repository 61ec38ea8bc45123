package io.linklog.webhooks.commands;

import io.linklog.schemas.names.TenantName;
import io.linklog.schemas.view.EventView;
import io.linklog.webhooks.hooks.Hook;
import io.linklog.webhooks.hooks.HookStore;
import io.linklog.webhooks.hooks.Secret;
import java.io.PrintWriter;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./linklog webhooks add}. */
@Command(
        name = "add",
        description = {
            "Adds a webhook and prints its id and its secret. The secret is not shown again.",
            "",
            "Types: link.created, link.edited, link.deleted, link.restored, visit."
        })
final class AddHook extends HookCommand {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final int RANDOM_ID = 8;
    // without characters that look alike
    private static final String ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

    @Parameters(paramLabel = "URL", description = "The address that gets the events: http or https.")
    private String url = "";

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Its name: lower-case letters, digits and -, at most 32 (default: a random one).")
    private @Nullable String id;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The tenant whose events it gets (default: default).")
    private String tenant = TenantName.DEFAULT;

    @Option(
            names = "--types",
            paramLabel = "TYPE",
            split = ",",
            description = "Types of events to send (default: all changes of links, no visits).")
    private List<String> types = new ArrayList<>(EventView.CHANGES);

    @Option(names = "--code", paramLabel = "CODE", split = ",", description = "Send only events of these links.")
    private List<String> codes = new ArrayList<>();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description =
                    "Send only events of links that have one of these tags, or lost one by the event. Repeat the option"
                            + " for each tag. Visits have no tags.")
    private List<String> tags = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "now|beginning|TIME",
            defaultValue = "now",
            description = "The first events to send (default: now). TIME like 2026-01-31T12:00:00Z.")
    private StartPlace from = new StartPlace("now");

    @Override
    int run(CommandAccess access, PrintWriter out) {
        String name = id == null ? randomId() : id;
        if (!ID.matcher(name).matches()) {
            throw new RefusedException(
                    2, "--id takes lower-case letters, digits and -, at most 32, not \"" + name + "\".", null);
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Secret secret = Secret.random(new SecureRandom());
        Hook wanted = hook(name, secret, now);
        int there = access.await(access.hooks().list()).hooks().size();
        if (there >= HookStore.MOST) {
            throw new RefusedException(
                    1,
                    "There are " + there + " webhooks, which is the maximum. Remove one: ./linklog webhooks remove ID.",
                    null);
        }
        Hook hook = wanted.withRequest(from.offsets(access.places(), wanted.topics()), now);
        if (!access.await(access.hooks().add(hook))) {
            throw new RefusedException(1, "There is already a webhook " + name + ": choose another --id.", null);
        }
        out.println("id      " + name);
        out.println("secret  " + secret.text());
        out.println();
        out.println(
                "Store the secret: it is not shown again. ./linklog webhooks test " + name + " sends a test event.");
        return 0;
    }

    private URI parseUrl() {
        try {
            return URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(2, "URL must be like https://example.org/hook, not \"" + url + "\".", e);
        }
    }

    private Hook hook(String name, Secret secret, Instant now) {
        Set<String> wanted = parseTypes();
        URI address = parseUrl();
        try {
            return new Hook(
                    name,
                    tenant,
                    Hook.Origin.OPERATOR,
                    address,
                    wanted,
                    new HashSet<>(codes),
                    new HashSet<>(tags),
                    List.of(secret),
                    Hook.State.ACTIVE,
                    "",
                    now,
                    Map.of());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(2, "This cannot be a webhook: " + e.getMessage() + ".", e);
        }
    }

    private Set<String> parseTypes() {
        Set<String> wanted = new HashSet<>(types);
        if (wanted.isEmpty() || !EventView.TYPES.containsAll(wanted)) {
            throw new RefusedException(
                    2,
                    "--types takes one or more of " + String.join(", ", EventView.TYPES) + ", not \""
                            + String.join(",", types) + "\".",
                    null);
        }
        if (!tags.isEmpty() && wanted.contains(EventView.VISIT)) {
            throw new RefusedException(
                    2,
                    "Visits have no tags: leave visit out of --types, or choose links by --code instead of --tag.",
                    null);
        }
        return wanted;
    }

    private static String randomId() {
        SecureRandom random = new SecureRandom();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < RANDOM_ID; i++) {
            name.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return name.toString();
    }
}
